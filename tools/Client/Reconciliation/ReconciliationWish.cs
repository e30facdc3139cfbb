namespace FlashSale.Client.Reconciliation;

/// <summary>That the books be compared now.</summary>
/// <param name="ProductId">Absent: all sales.</param>
/// <param name="Apply">Whether to repair what is found, or only to say what would be done.</param>
/// <param name="Reason">Goes on record; a repair needs one.</param>
public sealed record ReconciliationWish(string? ProductId, bool Apply, string? Reason);
