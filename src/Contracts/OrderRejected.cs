namespace FlashSale.Contracts;

/// <summary>The ledger had no units for the order.</summary>
public sealed record OrderRejected
{
    public required Guid OrderId { get; init; }
    public required string ProductId { get; init; }
    public required string UserId { get; init; }
    public required int Quantity { get; init; }
    public required decimal Amount { get; init; }
    public required string Currency { get; init; }
    public string? Email { get; init; }
}
