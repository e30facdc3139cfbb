namespace FlashSale.Contracts;

/// <summary>The last permitted payment attempt was declined; the order's units are for sale again.</summary>
public sealed record OrderDeclined
{
    public required Guid OrderId { get; init; }
    public required string ProductId { get; init; }
    public required string UserId { get; init; }
    public required int Quantity { get; init; }
    public required decimal Amount { get; init; }
    public required string Currency { get; init; }
    public string? Email { get; init; }
}
