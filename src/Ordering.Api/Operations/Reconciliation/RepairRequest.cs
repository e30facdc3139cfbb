namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>What somebody asked for, and what came of it.</summary>
/// <param name="ProductId">Null: all sales.</param>
/// <param name="Apply">False: only looked at.</param>
/// <param name="EndedAt">Null: not done yet.</param>
/// <param name="Done">A sentence for each thing that was done, or would be; or was not, and why.</param>
public sealed record RepairRequest(Guid Id, string? ProductId, bool Apply, string RequestedBy, string Reason, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt, IReadOnlyList<string> Done);
