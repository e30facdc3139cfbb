namespace FlashSale.Contracts;

/// <summary>API to saga: the provider reports a declined payment; the buyer may try again until the deadline.</summary>
public sealed record PaymentDeclined
{
    public required Guid OrderId { get; init; }
    public required string PaymentId { get; init; }
}
