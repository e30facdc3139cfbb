using System.Threading.Channels;
using FlashSale.ServiceDefaults.Faults;

namespace FlashSale.ServiceDefaults.Connections;

/// <summary>
/// Lets many callers share one transaction while each keeps its own outcome. Work that queues up while transactions run is the
/// next one: no caller waits for a group to fill, and the groups grow with the load.
/// </summary>
/// <typeparam name="TWork">The work of one caller.</typeparam>
/// <typeparam name="TOutcome">Its outcome.</typeparam>
public abstract class GroupCommit<TWork, TOutcome> : IAsyncDisposable
{
    readonly int _maxSize;
    readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>();
    readonly Task[] _lanes;

    /// <param name="maxSize">Bounds a transaction, and with it the time for which its rows are locked.</param>
    /// <param name="lanes">Concurrent transactions.</param>
    protected GroupCommit(int maxSize, int lanes)
    {
        _maxSize = maxSize;
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => Task.Run(CommitGroupsAsync))];
    }

    /// <summary>Completes what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAll(_lanes);
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits for the outcome. A cancelled wait proves nothing: the work may be done all the same.</summary>
    protected async Task<TOutcome> RunAsync(TWork work, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(work);
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(waiting), this);
        return await waiting.Outcome.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Does all work in one transaction. What it throws is not an outcome yet: see <see cref="HasSplit"/>.</summary>
    /// <returns>One task per piece of work, in the same order: its outcome, or its own fault.</returns>
    protected abstract Task<IReadOnlyList<Task<TOutcome>>> CommitAsync(IReadOnlyList<TWork> group);

    /// <summary>A group has failed because of one piece of work in it. Each is done separately now, so that only that one fails.</summary>
    protected virtual void HasSplit()
    {
    }

    async Task CommitGroupsAsync()
    {
        var group = new List<Waiting>(_maxSize);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < _maxSize && _queue.Reader.TryRead(out var waiting))
                group.Add(waiting);
            if (group.Count > 0)
                await SettleAsync(group);
            group.Clear();
        }
    }

    /// <summary>Never throws: whatever happens is the outcome of those in the group.</summary>
    async Task SettleAsync(IReadOnlyList<Waiting> group)
    {
        try
        {
            var outcomes = await CommitAsync([.. group.Select(waiting => waiting.Work)]);
            foreach (var (waiting, outcome) in group.Zip(outcomes))
                waiting.Outcome.SetFromTask(outcome);
        }
        catch (Exception exception) when (group.Count == 1 || InfrastructureFault.Is(exception))
        {
            // A single one is the cause. A server's fault has no cause among them, and all wait for the server.
            foreach (var waiting in group)
                waiting.Outcome.SetException(exception);
        }
        catch (Exception)
        {
            HasSplit();
            foreach (var waiting in group)
                await SettleAsync([waiting]);
        }
    }

    sealed record Waiting(TWork Work)
    {
        public TaskCompletionSource<TOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
