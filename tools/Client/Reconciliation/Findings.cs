using FlashSale.Client.Sagas;

namespace FlashSale.Client.Reconciliation;

/// <summary>What is open of all products, or of one.</summary>
/// <param name="Stuck">Orders, refunds and payments that need a person to go on.</param>
/// <param name="Balanced">Nothing is open.</param>
public sealed record Findings(IReadOnlyList<ProductFindings> Products, IReadOnlyList<StuckAnswer> Stuck, bool Balanced)
{
    /// <summary>Payments and refunds that contradict their orders; an older API reports none.</summary>
    public IReadOnlyList<MoneyFinding> Money { get; init; } = [];
}
