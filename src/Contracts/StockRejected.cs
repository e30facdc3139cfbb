namespace FlashSale.Contracts;

/// <summary>Inventory to saga: the ledger has no units for the order; nothing was held.</summary>
public sealed record StockRejected
{
    public required Guid OrderId { get; init; }
    public required string Reason { get; init; }
}
