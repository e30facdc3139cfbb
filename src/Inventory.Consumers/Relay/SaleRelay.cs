using FlashSale.Admission.Streams;
using FlashSale.ServiceDefaults;

namespace FlashSale.Inventory.Relay;

/// <summary>
/// Carries the intents of one sale to the broker. What it has read and not acknowledged stays pending in Redis, so that a
/// failure at any point leads to another publish under the same message id.
/// </summary>
sealed class SaleRelay(IntentStream stream, IntentPublisher publisher, IntentRelayOptions options, TimeProvider clock, RelayMetrics metrics, ILogger logger)
{
    bool _pending;
    TimeSpan _backoff;
    long _failedAt;

    /// <summary>Whether the last round had intents of this sale, and handed them on.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Relays up to a batch; keeps out of the way while the sale backs off.</summary>
    /// <param name="most">New intents that may be read. What was read before is published all the same: it is one batch, and nobody else reads it.</param>
    /// <returns>Intents that were handed on.</returns>
    public async Task<int> RelayAsync(int most)
    {
        if (_backoff > TimeSpan.Zero && clock.GetElapsedTime(_failedAt) < _backoff)
            return 0;

        try
        {
            var again = _pending;
            if (!again && most == 0)
                return 0;
            // Until the batch is done: a read whose reply was lost may also have made intents ours.
            _pending = true;
            var intents = again ? await stream.ReadPendingAsync(options.BatchSize) : await stream.ReadNewAsync(Math.Min(most, options.BatchSize));
            if (!await RelayAsync(intents))
                return 0;
            _backoff = TimeSpan.Zero;
            _pending = again && intents.Count > 0;
            IsBusy = intents.Count > 0;
            return intents.Count;
        }
        catch (Exception exception)
        {
            // Whatever the fault is, the intents are safe in the stream and the other sales go on.
            BackOff(exception, "Relaying");
            return 0;
        }
    }

    /// <summary>Takes over what dead peers left, and measures what waits.</summary>
    public async Task TendAsync()
    {
        try
        {
            var left = await stream.ClaimAsync(options.ClaimIdleTime, options.BatchSize);
            metrics.Claimed(stream.ProductId, left.Count);
            // They are this consumer's now, whatever happens next.
            _pending |= left.Count > 0;
            metrics.Backlog(stream.ProductId, await stream.BacklogAsync());
        }
        catch (Exception exception)
        {
            BackOff(exception, "Claiming and measuring");
        }
    }

    /// <summary>At the stop: what could not be published is for a peer at once.</summary>
    public async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        if (!_pending)
            return;
        try
        {
            await stream.GiveBackAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "Intents of {ProductId} could not be given back; a peer claims them after {Idle}", stream.ProductId, options.ClaimIdleTime);
        }
    }

    async Task<bool> RelayAsync(IReadOnlyList<Intent> intents)
    {
        foreach (var intent in intents)
        {
            if (intent.Fault is not { } fault)
                continue;
            logger.LogError("Intent {EntryId} of {ProductId} cannot be read and is set aside: {Reason}", intent.EntryId, stream.ProductId, fault);
            await stream.SetAsideAsync(intent.EntryId, fault);
            metrics.SetAside(stream.ProductId);
        }

        var readable = intents.Where(intent => intent.Fault is null).ToList();
        if (readable.Count == 0)
            return true;

        CrashPoint.Reach("intents-read");
        using var timeout = new CancellationTokenSource(options.PublishTimeout, clock);
        var failures = await Task.WhenAll(readable.Select(intent => PublishAsync(intent, timeout.Token)));
        var done = readable.Where((_, i) => failures[i] is null).Select(intent => intent.EntryId).ToList();
        CrashPoint.Reach("intents-published");
        if (done.Count > 0)
            await stream.AcknowledgeAsync(done);
        // What a peer that claimed it has acknowledged was published there.
        metrics.Published(stream.ProductId, readable.Where((intent, i) => failures[i] is null && intent.Order is not null).Count());
        metrics.Failed(stream.ProductId, readable.Count - done.Count);
        if (done.Count == readable.Count)
            return true;

        BackOff(failures.First(failure => failure is not null)!, "Publishing");
        return false;
    }

    /// <returns>Why it failed; null when the broker has it.</returns>
    async Task<Exception?> PublishAsync(Intent intent, CancellationToken cancellationToken)
    {
        // Pending, though it has left the stream: acknowledged by a peer that claimed it.
        if (intent.Order is not { } order)
            return null;
        try
        {
            // A publish that waits for a lost connection may not look at its token.
            await publisher.PublishAsync(order, cancellationToken).WaitAsync(cancellationToken);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    void BackOff(Exception exception, string work)
    {
        _backoff = _backoff == TimeSpan.Zero ? options.FirstBackoff : _backoff * 2 < options.LongestBackoff ? _backoff * 2 : options.LongestBackoff;
        _failedAt = clock.GetTimestamp();
        IsBusy = false;
        logger.LogWarning(exception, "{Work} intents of {ProductId} failed; the next attempt comes in {Backoff}", work, stream.ProductId, _backoff);
    }
}
