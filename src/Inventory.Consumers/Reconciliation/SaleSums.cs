using FlashSale.Admission.Sales;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>A sale's sums, in units: the ledger's, and a moment later Redis's.</summary>
/// <param name="Epoch">The epoch in PostgreSQL.</param>
/// <param name="Redis">Null while Redis does not carry the sale.</param>
public sealed record SaleSums(string ProductId, long Epoch, long Version, int Total, int Allocated, int Sold, SaleSnapshot? Redis)
{
    public bool IsCarried => Redis?.Epoch == Epoch;

    public int Counter => Redis is { } redis ? StockDrift.OfCounters((Version, Total), (redis.Version, redis.Available, redis.Reserved)) : 0;

    /// <summary>Reserved, and neither held nor sold in the ledger: on its way, or stuck.</summary>
    public int Waiting => Redis is { } redis ? redis.Reserved - Allocated - Sold : 0;

    public bool IsAtRest => Counter == 0 && Waiting == 0;
}
