namespace FlashSale.Inventory.Reconciliation;

/// <summary>Somebody's wish: a row of inventory.reconciliations.</summary>
/// <param name="ProductId">Null: all sales.</param>
/// <param name="Apply">Repair, too, and not only look.</param>
public sealed record ReconciliationRequest(Guid Id, string? ProductId, bool Apply, string RequestedBy, string Reason);
