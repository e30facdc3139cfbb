namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>Captured - refunded and an order that contradict each other, as the view ordering.money_findings tells them.</summary>
/// <param name="Kind">payment-unused, payment-kept, paid-and-refunded or refund-open.</param>
/// <param name="ProductId">Null, as the state: no saga has the order.</param>
/// <param name="Since">By PostgreSQL's clock.</param>
public sealed record MoneyFinding(string Kind, Guid OrderId, string PaymentId, decimal Amount, string Currency, string? ProductId, string? State, DateTimeOffset Since)
{
    /// <summary>What a person does.</summary>
    public string Remedy => Kind switch
    {
        "payment-unused" => $"captured, and no order takes note of it: look at the queue order-state and its dead letters, then ./flashsale resume {OrderId}",
        "payment-kept" => "the order ended unpaid and its payment was never given back: refund it at the provider",
        "paid-and-refunded" => "the order keeps its units, and its payment went back: deliver or not, and settle it with the buyer",
        _ => "the provider has not confirmed it: docs/runbook.md, \"A refund does not end\"",
    };
}
