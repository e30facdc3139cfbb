namespace FlashSale.Contracts;

/// <summary>Relay to saga: an order that was admitted, with the terms of the sale as they stood at that moment.</summary>
public sealed record OrderSubmitted
{
    public required Guid OrderId { get; init; }
    public required string ProductId { get; init; }
    public required string UserId { get; init; }
    public required int Quantity { get; init; }
    public required decimal UnitPrice { get; init; }
    public required string Currency { get; init; }
    public required int PaymentWindowSeconds { get; init; }
    public string? Email { get; init; }
    public string? IdempotencyKey { get; init; }
    public string? IdempotencyHash { get; init; }
    public required DateTimeOffset AcceptedAt { get; init; }
}
