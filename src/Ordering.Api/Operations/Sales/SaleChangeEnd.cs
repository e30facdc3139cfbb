namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>How far a change has come.</summary>
/// <param name="State">Pending: the ledger has it, Redis does not.</param>
/// <param name="Refusal">One of <see cref="SaleChangeRefusal"/>; null unless it was refused.</param>
public readonly record struct SaleChangeEnd(SaleChangeState State, string? Refusal = null);
