namespace FlashSale.Contracts;

/// <summary>Saga to itself, scheduled for the payment deadline.</summary>
public sealed record PaymentExpired
{
    public required Guid OrderId { get; init; }
}
