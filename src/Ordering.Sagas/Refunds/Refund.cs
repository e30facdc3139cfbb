namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>What the provider is asked: the payment that goes back, whole. The body of its HTTP request.</summary>
public sealed record Refund(string PaymentId, Guid OrderId, decimal Amount, string Currency);
