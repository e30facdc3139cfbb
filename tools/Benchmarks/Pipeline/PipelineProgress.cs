namespace FlashSale.Benchmarks.Pipeline;

/// <summary>How far the orders of one sale are: units of the ledger, and in which states orders are left.</summary>
/// <param name="Available">Units for sale in the ledger.</param>
/// <param name="Allocated">Units held for orders.</param>
/// <param name="Sold">Units sold.</param>
/// <param name="Allocating">Orders are left in this state, and so on.</param>
/// <param name="AwaitingPayment">The same.</param>
/// <param name="Confirmed">The same.</param>
/// <param name="Releasing">The same.</param>
/// <param name="Unpublished">An OrderConfirmed is still to be made or lies in the outbox unconfirmed by the broker.</param>
/// <param name="Unnoticed">When all have expired: notices are left that have not ended.</param>
sealed record PipelineProgress(int Available, int Allocated, int Sold, bool Allocating, bool AwaitingPayment, bool Confirmed, bool Releasing, bool Unpublished, bool Unnoticed);
