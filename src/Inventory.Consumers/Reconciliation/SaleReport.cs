namespace FlashSale.Inventory.Reconciliation;

/// <summary>What one walk over the orders of a sale saw.</summary>
/// <param name="BeganAt">A timestamp of the process's clock, as <paramref name="EndedAt"/>.</param>
/// <param name="Orders">Orders that Redis reserves units for, or the ledger ever allocated units to.</param>
public sealed record SaleReport(string ProductId, long Epoch, long BeganAt, long EndedAt, int Orders, IReadOnlyCollection<Finding> Findings)
{
    /// <summary>How long the walk rested.</summary>
    public TimeSpan Rested { get; init; }

    /// <summary>How long the walk took without its rests.</summary>
    public TimeSpan Worked(TimeProvider clock) => clock.GetElapsedTime(BeganAt, EndedAt) - Rested;
}
