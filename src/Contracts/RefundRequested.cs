namespace FlashSale.Contracts;

/// <summary>Saga to refunds: a succeeded payment that pays for nothing. The row in ordering.refunds was written by the same transaction.</summary>
public sealed record RefundRequested
{
    public required Guid OrderId { get; init; }
    public required string PaymentId { get; init; }
    public required decimal Amount { get; init; }
    public required string Currency { get; init; }
    public required string Reason { get; init; }
}
