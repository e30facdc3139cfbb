namespace FlashSale.Contracts;

/// <summary>The order was not paid in time; its units are for sale again.</summary>
public sealed record OrderExpired
{
    public required Guid OrderId { get; init; }
    public required string ProductId { get; init; }
    public required string UserId { get; init; }
    public required int Quantity { get; init; }
    public required decimal Amount { get; init; }
    public required string Currency { get; init; }
    public string? Email { get; init; }
}
