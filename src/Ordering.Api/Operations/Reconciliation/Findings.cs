using FlashSale.Ordering.Api.Operations.Parked;
using FlashSale.Ordering.Api.Operations.Sagas;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>What is open of all products, or of one.</summary>
/// <param name="Products">What does not balance, by product.</param>
/// <param name="Stuck">Orders, refunds and payments that need a person to go on.</param>
/// <param name="Parked">Messages that were refused too often and wait for a person.</param>
public sealed record Findings(IReadOnlyList<ProductFindings> Products, IReadOnlyList<StuckAnswer> Stuck, IReadOnlyList<ParkedMessage> Parked)
{
    /// <summary>Nothing is open.</summary>
    public bool Balanced => Stuck.Count == 0 && Parked.Count == 0 && Products.All(product => product.Count == 0);
}
