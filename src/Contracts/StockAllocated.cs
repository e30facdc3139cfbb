namespace FlashSale.Contracts;

/// <summary>Inventory to saga: the ledger holds the units. PaymentDueAt is PostgreSQL's now() in the ledger's transaction plus the payment window.</summary>
public sealed record StockAllocated
{
    public required Guid OrderId { get; init; }
    public required DateTimeOffset PaymentDueAt { get; init; }
}
