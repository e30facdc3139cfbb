namespace FlashSale.Inventory.Rebuild;

/// <summary>The sums of the orders that a rebuild restores.</summary>
public sealed class RestoredTotals
{
    int _ledgerAvailable;
    int _undecided;

    /// <summary>Live orders.</summary>
    public int Reservations { get; private set; }

    /// <summary>Units of the live orders.</summary>
    public int Reserved { get; private set; }

    /// <summary>Orders that are restored only for their idempotency key.</summary>
    public int Ended { get; private set; }

    /// <summary>
    /// Units for sale: what the ledger has and no order has been promised. Where more is promised than it has, it will reject the rest;
    /// rejected units do not come back to Redis, so nothing is missing there.
    /// </summary>
    public int Available => Math.Max(0, _ledgerAvailable - _undecided);

    public void Ledger(int available) => _ledgerAvailable = available;

    public void Live(int units, bool isUndecided)
    {
        Reservations++;
        Reserved += units;
        _undecided += isUndecided ? units : 0;
    }

    public void HasEnded() => Ended++;

    public override string ToString() => $"{Available} units available, {Reserved} reserved by {Reservations} orders, {Ended} ended orders with a key";
}
