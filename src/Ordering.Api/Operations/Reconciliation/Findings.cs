using FlashSale.Ordering.Api.Operations.Parked;
using FlashSale.Ordering.Api.Operations.Sagas;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>What is open of all products, or of one.</summary>
/// <param name="Products">What does not balance, by product.</param>
/// <param name="Stuck">Orders, refunds and payments that need a person to go on.</param>
/// <param name="Braked">Queues that stand still, whatever product their messages are about.</param>
/// <param name="Money">Payments and refunds that contradict their orders.</param>
/// <param name="Parked">Messages that were refused too often and wait for a person.</param>
public sealed record Findings(
    IReadOnlyList<ProductFindings> Products, IReadOnlyList<StuckAnswer> Stuck, IReadOnlyList<BrakedQueue> Braked, IReadOnlyList<MoneyFinding> Money, IReadOnlyList<ParkedMessage> Parked)
{
    /// <summary>Nothing is open.</summary>
    public bool Balanced => Stuck.Count + Braked.Count + Money.Count + Parked.Count == 0 && Products.All(product => product.Count == 0);
}
