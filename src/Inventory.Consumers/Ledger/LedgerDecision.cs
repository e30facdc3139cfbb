namespace FlashSale.Inventory.Ledger;

/// <summary>The decision on record for an order, the same however often it is asked for.</summary>
/// <param name="Outcome">What was decided.</param>
/// <param name="Reason">Of a rejection: sold-out or unknown-product.</param>
/// <param name="PaymentDueAt">Of an allocation: PostgreSQL's now() in the deciding transaction plus the payment window.</param>
public sealed record LedgerDecision(LedgerOutcome Outcome, string? Reason, DateTimeOffset? PaymentDueAt);
