namespace FlashSale.Inventory.Reconciliation;

/// <summary>An operator's request: a row of inventory.reconciliations.</summary>
/// <param name="ProductId">Null: all sales.</param>
/// <param name="Apply">Whether to repair, and not only compare.</param>
public sealed record ReconciliationRequest(Guid Id, string? ProductId, bool Apply, string RequestedBy, string Reason);
