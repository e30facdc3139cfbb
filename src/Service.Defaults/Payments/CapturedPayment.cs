namespace FlashSale.ServiceDefaults.Payments;

/// <summary>A payment that the provider has taken, as its list tells it.</summary>
/// <param name="CapturedAt">By the provider's clock.</param>
public sealed record CapturedPayment(string PaymentId, Guid OrderId, decimal Amount, string Currency, DateTimeOffset CapturedAt);
