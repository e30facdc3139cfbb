namespace FlashSale.Client.Reconciliation;

/// <summary>What somebody asked for, and what came of it.</summary>
/// <param name="ProductId">Absent: all sales.</param>
/// <param name="Apply">False: the books were only compared.</param>
/// <param name="EndedAt">Absent: not done yet.</param>
/// <param name="Done">A sentence for each thing that was done, or would be; or was not, and why.</param>
public sealed record ReconciliationRequest(
    Guid Id, string? ProductId, bool Apply, string RequestedBy, string Reason, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt, IReadOnlyList<string> Done);
