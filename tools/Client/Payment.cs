namespace FlashSale.Client;

/// <summary>Body of POST /api/payments/callback: what became of one payment.</summary>
public sealed record Payment(Guid OrderId, string PaymentId, decimal Amount, string Currency, string Outcome)
{
    public const string Succeeded = "succeeded";
    public const string Declined = "declined";
}
