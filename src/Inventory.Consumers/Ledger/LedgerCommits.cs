using System.Diagnostics;
using FlashSale.ServiceDefaults.Connections;

namespace FlashSale.Inventory.Ledger;

/// <summary>The ledger's decisions: many messages share one of its transactions, one transaction at a time.</summary>
public sealed class LedgerCommits(StockLedger ledger, LedgerMetrics metrics) : GroupCommit<LedgerCommand, LedgerDecision>(MaxBatchSize, lanes: 1)
{
    /// <summary>Bounds the time for which a product's row is locked.</summary>
    public const int MaxBatchSize = 500;

    /// <summary>Waits for the ledger's decision. A cancelled wait proves nothing about the decision, which may be made all the same.</summary>
    /// <exception cref="LedgerConflictException">The command contradicts the record; nothing moved.</exception>
    public Task<LedgerDecision> DecideAsync(LedgerCommand command, CancellationToken cancellationToken) => RunAsync(command, cancellationToken);

    protected override async Task<IReadOnlyList<Task<LedgerDecision>>> CommitAsync(IReadOnlyList<LedgerCommand> group)
    {
        var clock = Stopwatch.StartNew();
        var decisions = await ledger.DecideAsync(group);
        metrics.Committed(group.Count, clock.Elapsed);
        return decisions;
    }

    protected override void HasSplit() => metrics.Split();
}
