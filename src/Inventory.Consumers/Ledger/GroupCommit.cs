using System.Diagnostics;
using System.Threading.Channels;
using FlashSale.ServiceDefaults.Faults;

namespace FlashSale.Inventory;

/// <summary>
/// Lets many messages share one transaction of the ledger while each keeps its own outcome. What queues up while a
/// transaction runs is the next one: nobody waits for a batch to fill, and the batches grow with the load.
/// </summary>
public sealed class GroupCommit : IAsyncDisposable
{
    /// <summary>Bounds a transaction, and with it the time for which a product's row is locked.</summary>
    public const int MaxBatchSize = 500;

    readonly StockLedger _ledger;
    readonly LedgerMetrics _metrics;
    readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });
    readonly Task _loop;

    public GroupCommit(StockLedger ledger, LedgerMetrics metrics)
    {
        _ledger = ledger;
        _metrics = metrics;
        _loop = Task.Run(CommitBatchesAsync);
    }

    /// <summary>Waits for the ledger's decision. A cancelled wait says nothing about the decision, which may be taken all the same.</summary>
    /// <exception cref="LedgerConflictException">The command contradicts the record; nothing moved.</exception>
    public async Task<LedgerDecision> DecideAsync(LedgerCommand command, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(command);
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(waiting), this);
        return await waiting.Decision.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Decides what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    async Task CommitBatchesAsync()
    {
        var batch = new List<Waiting>(MaxBatchSize);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxBatchSize && _queue.Reader.TryRead(out var waiting))
                batch.Add(waiting);
            await CommitAsync(batch);
            batch.Clear();
        }
    }

    /// <summary>Never throws: whatever happens is the outcome of the messages in the batch.</summary>
    async Task CommitAsync(IReadOnlyList<Waiting> batch)
    {
        try
        {
            var clock = Stopwatch.StartNew();
            var decisions = await _ledger.DecideAsync([.. batch.Select(waiting => waiting.Command)]);
            _metrics.Committed(batch.Count, clock.Elapsed);
            foreach (var (waiting, decision) in batch.Zip(decisions))
                waiting.Decision.SetFromTask(decision);
        }
        catch (Exception exception) when (batch.Count == 1 || InfrastructureFault.Is(exception))
        {
            // One message: it is the bad one. A server's fault: it is nobody's, and all wait for the server.
            foreach (var waiting in batch)
                waiting.Decision.SetException(exception);
        }
        catch (Exception)
        {
            // Some message of the batch is bad. Each by itself, so that only that one fails.
            _metrics.Split();
            foreach (var waiting in batch)
                await CommitAsync([waiting]);
        }
    }

    sealed record Waiting(LedgerCommand Command)
    {
        public TaskCompletionSource<LedgerDecision> Decision { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
