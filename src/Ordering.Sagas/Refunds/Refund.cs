namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>The request to the provider: the payment to refund, in full. The body of its HTTP request.</summary>
public sealed record Refund(string PaymentId, Guid OrderId, decimal Amount, string Currency);
