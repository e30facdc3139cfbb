namespace FlashSale.Contracts;

/// <summary>Saga to inventory: hold units of the ledger for an order. The payment window, in seconds, starts with the ledger's transaction.</summary>
public sealed record AllocateStock
{
    public required Guid OrderId { get; init; }
    public required string ProductId { get; init; }
    public required string UserId { get; init; }
    public required int Quantity { get; init; }
    public required int PaymentWindowSeconds { get; init; }
}
