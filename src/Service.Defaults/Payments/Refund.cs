namespace FlashSale.ServiceDefaults.Payments;

/// <summary>A payment that goes back, in full: the body of the request to the provider, and what its list of an order's refunds consists of.</summary>
public sealed record Refund(string PaymentId, Guid OrderId, decimal Amount, string Currency);
