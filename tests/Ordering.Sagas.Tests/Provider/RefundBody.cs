namespace FlashSale.Ordering.Sagas.Tests.Provider;

/// <summary>The JSON that the provider is sent.</summary>
public sealed record RefundBody(string PaymentId, Guid OrderId, decimal Amount, string Currency);
