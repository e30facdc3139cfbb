namespace FlashSale.Contracts;

/// <summary>Saga to inventory: the order ended unpaid, its allocated units are for sale again: ledger first, then Redis.</summary>
public sealed record ReleaseStock
{
    public required Guid OrderId { get; init; }
    public required string ProductId { get; init; }
    public required string UserId { get; init; }
    public required int Quantity { get; init; }
}
