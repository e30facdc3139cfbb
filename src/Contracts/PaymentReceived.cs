namespace FlashSale.Contracts;

/// <summary>API to saga: the provider reports a succeeded payment, recorded in ordering.payments by the same transaction.</summary>
public sealed record PaymentReceived
{
    public required Guid OrderId { get; init; }
    public required string PaymentId { get; init; }
    public required decimal Amount { get; init; }
    public required string Currency { get; init; }
}
