namespace FlashSale.Client.Reconciliation;

/// <summary>What is open of one product.</summary>
/// <param name="WalkedAt">When its orders were last compared one by one; absent: not yet.</param>
/// <param name="Count">All findings; the list has the first of them.</param>
public sealed record ProductFindings(string ProductId, DateTimeOffset? WalkedAt, int? OrdersWalked, double? WalkSeconds, long Count, IReadOnlyList<OpenFinding> Findings);
