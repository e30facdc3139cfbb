namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>The open findings of all products, or of one.</summary>
public sealed record Findings(IReadOnlyList<ProductFindings> Products)
{
    public bool Balanced => Products.All(product => product.Count == 0);
}
