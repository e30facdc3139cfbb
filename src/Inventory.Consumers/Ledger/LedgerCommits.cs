using System.Diagnostics;
using FlashSale.ServiceDefaults.Connections;

namespace FlashSale.Inventory.Ledger;

/// <summary>Group commit for the ledger: many messages share one transaction, and one transaction runs at a time.</summary>
public sealed class LedgerCommits(StockLedger ledger, LedgerMetrics metrics) : GroupCommit<LedgerCommand, LedgerDecision>(MaxBatchSize, lanes: 1)
{
    /// <summary>Bounds the time for which a product's row is locked.</summary>
    public const int MaxBatchSize = 500;

    /// <summary>Waits for the ledger's decision. Cancelling the wait does not cancel the decision, which may still be made.</summary>
    /// <exception cref="LedgerConflictException">The command contradicts the record; no units moved.</exception>
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
