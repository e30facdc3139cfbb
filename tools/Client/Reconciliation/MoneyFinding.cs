namespace FlashSale.Client.Reconciliation;

/// <summary>A payment or refund that contradicts its order.</summary>
/// <param name="Kind">payment-unused, payment-kept, paid-and-refunded or refund-open.</param>
/// <param name="ProductId">Absent, as the state, when no saga has the order.</param>
/// <param name="Remedy">What a person does.</param>
public sealed record MoneyFinding(string Kind, Guid OrderId, string PaymentId, decimal Amount, string Currency, string? ProductId, string? State, DateTimeOffset Since, string Remedy);
