namespace FlashSale.Contracts;

/// <summary>Inventory to saga: the order's units are sold.</summary>
public sealed record StockCommitted
{
    public required Guid OrderId { get; init; }
}
