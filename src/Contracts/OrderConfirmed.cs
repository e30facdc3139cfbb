namespace FlashSale.Contracts;

/// <summary>The order is paid: what fulfilment would subscribe to.</summary>
public sealed record OrderConfirmed
{
    public required Guid OrderId { get; init; }
    public required string ProductId { get; init; }
    public required string UserId { get; init; }
    public required int Quantity { get; init; }
    public required decimal Amount { get; init; }
    public required string Currency { get; init; }
    public string? Email { get; init; }
}
