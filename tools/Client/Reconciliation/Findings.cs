namespace FlashSale.Client.Reconciliation;

/// <summary>The open findings of all products, or of one.</summary>
/// <param name="Balanced">No product has one.</param>
public sealed record Findings(IReadOnlyList<ProductFindings> Products, bool Balanced);
