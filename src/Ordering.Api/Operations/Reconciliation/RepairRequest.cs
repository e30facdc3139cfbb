namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>An operator's request and its result.</summary>
/// <param name="ProductId">Null: all sales.</param>
/// <param name="Apply">False: only compared.</param>
/// <param name="EndedAt">Null: not done yet.</param>
/// <param name="Done">A sentence for each thing that was done or would be done, or was not, with the reason.</param>
public sealed record RepairRequest(Guid Id, string? ProductId, bool Apply, string RequestedBy, string Reason, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt, IReadOnlyList<string> Done);
