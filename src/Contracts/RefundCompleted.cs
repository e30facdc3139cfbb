namespace FlashSale.Contracts;

/// <summary>Refunds to saga: the provider confirmed the refund.</summary>
public sealed record RefundCompleted
{
    public required Guid OrderId { get; init; }
    public required string PaymentId { get; init; }
}
