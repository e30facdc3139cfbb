namespace FlashSale.Contracts;

/// <summary>Inventory to saga: the order's units are for sale again, in the ledger and in Redis.</summary>
public sealed record StockReleased
{
    public required Guid OrderId { get; init; }
}
