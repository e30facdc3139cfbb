namespace FlashSale.Admission.Sales;

/// <summary>The one definition of drift: the reconciliation confirms findings by it, and the stock endpoint shows it.</summary>
public static class StockDrift
{
    /// <summary>
    /// Units by which Redis's two counters, read at one moment, differ from the ledger's total. Positive: nobody can buy them; negative: Redis
    /// could sell them twice. Orders in progress do not change it, whatever step they have reached.
    /// </summary>
    /// <param name="ledger">The sale's version in the ledger and its total in units.</param>
    /// <param name="redis">The sale's version in Redis, units for sale and units reserved.</param>
    /// <param name="rejected">Units of orders that the ledger has rejected and Redis has still to drop: they are on neither side.</param>
    /// <returns>0 while the versions differ: a change of the total is in progress, and the figures cannot be compared.</returns>
    public static int OfCounters((long Version, int Total) ledger, (long Version, int Available, int Reserved) redis, int rejected = 0) =>
        ledger.Version == redis.Version ? ledger.Total - redis.Available - redis.Reserved + rejected : 0;
}
