using FlashSale.Client.Parked;
using FlashSale.Client.Sagas;

namespace FlashSale.Client.Reconciliation;

/// <summary>What is open of all products, or of one.</summary>
/// <param name="Stuck">Orders, refunds and payments that need a person to go on.</param>
/// <param name="Balanced">Nothing is open.</param>
public sealed record Findings(IReadOnlyList<ProductFindings> Products, IReadOnlyList<StuckAnswer> Stuck, bool Balanced)
{
    /// <summary>Queues that stand still. An API of an older version reports none of these and the next.</summary>
    public IReadOnlyList<BrakedQueue> Braked { get; init; } = [];

    /// <summary>Payments and refunds that contradict their orders.</summary>
    public IReadOnlyList<MoneyFinding> Money { get; init; } = [];

    /// <summary>Messages that were refused too often and wait for a person.</summary>
    public IReadOnlyList<ParkedMessage> Parked { get; init; } = [];
}
