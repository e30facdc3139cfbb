namespace FlashSale.Client;

/// <summary>GET /api/ops/stock/{productId}, in units.</summary>
public sealed record Books(Books.RedisBooks? Redis, Books.LedgerBooks Ledger, Books.SagaBooks Sagas, bool Balanced)
{
    public sealed record RedisBooks(int Available, int Reserved);

    public sealed record LedgerBooks(int Total, int Allocated, int Sold, int Available);

    public sealed record SagaBooks(int Open, int Confirmed);

    /// <summary>Every unit is held for an order that waits for its payment.</summary>
    public static Books AllHeld(int units) => new(new(0, units), new(units, units, 0, 0), new(units, 0), Balanced: true);

    public static Books AllSold(int units) => new(new(0, units), new(units, 0, units, 0), new(0, units), Balanced: true);

    public static Books AllBackForSale(int units) => new(new(units, 0), new(units, 0, 0, units), new(0, 0), Balanced: true);
}
