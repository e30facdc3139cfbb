namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>
/// The books of one product, in units. drift = ledger.available - inFlight - redis.available; negative is danger: Redis could
/// sell what the ledger does not have. Redis, inFlight and drift are null while Redis does not carry the sale.
/// </summary>
public sealed record StockBooks
{
    /// <param name="Available">For sale.</param>
    /// <param name="Reserved">All live reservations: in flight, held, sold.</param>
    public sealed record RedisBooks(int Available, int Reserved);

    public sealed record LedgerBooks(int Total, int Allocated, int Sold, int Available);

    /// <param name="Open">Of orders that are Allocating, AwaitingPayment or Releasing.</param>
    /// <param name="Confirmed">Of orders that are Confirmed or Completed.</param>
    public sealed record SagaBooks(int Open, int Confirmed);

    public required string ProductId { get; init; }
    public RedisBooks? Redis { get; init; }
    public required LedgerBooks Ledger { get; init; }
    public required SagaBooks Sagas { get; init; }

    /// <summary>Reserved and not yet decided by the ledger, or released there and still reserved. Exact at rest; under load the two stores are read one after the other.</summary>
    public int? InFlight { get; init; }

    public int? Drift { get; init; }

    /// <summary>Orders that the ledger holds units for and Redis does not.</summary>
    public IReadOnlyList<Guid> UnreservedOrders { get; init; } = [];

    public required bool Balanced { get; init; }
}
