using System.Collections.Concurrent;
using FlashSale.ServiceDefaults.Faults;
using Npgsql;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>Carries out one replay: a batch each second, each message recorded before it is sent, until all are sent or one comes back.</summary>
sealed class RedeliveryRun(Redelivery redelivery, ErrorQueue queue, RedeliveryLog log, NpgsqlDataSource database, FaultTimings timings, TimeProvider clock)
{
    static readonly TimeSpan BatchInterval = TimeSpan.FromSeconds(1);

    // Beyond its short retries, for a delivery and its way back.
    static readonly TimeSpan TimeToFail = TimeSpan.FromSeconds(1);

    readonly ConcurrentQueue<DeadLetter> _cameBack = new();
    readonly TaskCompletionSource _repeat = new(TaskCreationOptions.RunContinuationsAsynchronously);
    uint _seen;
    int _leftAside;

    public async Task<(RedeliveryState End, string? Note)> RunAsync(CancellationToken cancellationToken)
    {
        await queue.WatchAsync(NoteArrival, cancellationToken);
        await using var letters = queue.TakeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        long? left = null;
        while (!MustStop && await TakeBatchAsync(letters, cancellationToken) is { Count: > 0 } batch)
        {
            if (left is { } before)
                await WaitForRepeatAsync(BatchInterval - clock.GetElapsedTime(before), cancellationToken);
            // Messages that are not acknowledged then go back.
            if (MustStop)
                break;
            await log.NoteLettersAsync(redelivery.Id, queue.Redelivered, batch, cancellationToken);
            left = clock.GetTimestamp();
            await queue.RedeliverAsync(batch, redelivery.Id, cancellationToken);
            await NoteProgressAsync(cancellationToken);
        }

        await SettleAsync(cancellationToken);
        await NoteProgressAsync(cancellationToken);
        return MustStop && _cameBack.TryPeek(out var first)
            ? (RedeliveryState.Stopped, $"Came back: {first.MessageType} {first.MessageId}: {first.ExceptionType}: {first.Fault}")
            : (RedeliveryState.Completed, _leftAside < DeadLetterService.MostLetters ? null : $"{_leftAside} messages that do not match the filter were passed over; no further ones were examined.");
    }

    public int CameBack => _cameBack.Count;

    bool MustStop => redelivery.StopOnRepeat && !_cameBack.IsEmpty;

    /// <summary>
    /// The messages that match, up to a second's worth. The others stay unacknowledged until the end of the run, so that each is met once; what
    /// arrived after the beginning is left alone.
    /// </summary>
    async Task<IReadOnlyList<PeekedMessage>> TakeBatchAsync(IAsyncEnumerator<PeekedMessage> letters, CancellationToken cancellationToken)
    {
        var most = Math.Min(redelivery.RatePerSecond, (redelivery.Limit ?? int.MaxValue) - queue.Redelivered);
        var batch = new List<PeekedMessage>();
        await using var turn = await DeadLetterService.LookInTurnAsync(database, queue.Name, cancellationToken);
        while (batch.Count < most && _seen < queue.Length && _leftAside < DeadLetterService.MostLetters && await letters.MoveNextAsync())
        {
            _seen++;
            if (redelivery.Filter.Matches(letters.Current.Letter) && letters.Current.Letter.Redelivery != redelivery.Id)
                batch.Add(letters.Current);
            else
                _leftAside++;
        }

        return batch;
    }

    Task NoteArrival(DeadLetter letter)
    {
        if (letter.Redelivery == redelivery.Id)
        {
            _cameBack.Enqueue(letter);
            _repeat.TrySetResult();
        }

        return Task.CompletedTask;
    }

    /// <summary>Waits long enough for the last messages to fail.</summary>
    async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (queue.Redelivered > 0)
            await Task.Delay(timings.Retries.Aggregate(TimeToFail, (sum, wait) => sum + wait), clock, cancellationToken);
    }

    async Task WaitForRepeatAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero)
            return;
        var delay = Task.Delay(wait, clock, cancellationToken);
        await await Task.WhenAny(delay, redelivery.StopOnRepeat ? _repeat.Task : delay);
    }

    Task NoteProgressAsync(CancellationToken cancellationToken) =>
        log.NoteProgressAsync(redelivery.Id, queue.Redelivered, CameBack, null, null, cancellationToken);
}
