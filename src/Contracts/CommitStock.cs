namespace FlashSale.Contracts;

/// <summary>Saga to inventory: the order is paid, its allocated units are sold. Cannot be refused.</summary>
public sealed record CommitStock
{
    public required Guid OrderId { get; init; }
    public required string ProductId { get; init; }
    public required int Quantity { get; init; }
}
