namespace FlashSale.Client.Reconciliation;

/// <summary>How far a request is, and what is open.</summary>
public sealed record ReconciliationAnswer(ReconciliationRequest Request, Findings Findings);
