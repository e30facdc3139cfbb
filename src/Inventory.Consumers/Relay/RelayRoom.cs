namespace FlashSale.Inventory.Relay;

/// <summary>
/// How many intents may be handed on. In the queues behind the relay, sales cannot be told apart: the last of a crowd of 10,000 that waited there
/// would have every other sale's orders behind it. So only as many wait there as keep the sagas busy, and the others in the stream
/// of their own sale. Approximate: each instance looks for itself. Not thread-safe.
/// </summary>
sealed class RelayRoom(MessagesAhead ahead, IntentRelayOptions options, TimeProvider clock, RelayMetrics metrics, ILogger logger)
{
    const int Boundless = int.MaxValue;

    long? _lookedAt;
    bool _changes;
    bool _known = true;
    int _room;

    /// <summary>Looks at the queues if the last look is old: after <see cref="IntentRelayOptions.LookEvery"/> while intents come or wait for room, else with everything else that is tended.</summary>
    /// <returns>Without an answer there is no bound: without the broker nothing is handed on anyhow, and orders do not wait for a count alone.</returns>
    public async ValueTask<int> MeasureAsync()
    {
        if (_lookedAt is { } at && clock.GetElapsedTime(at) < (_changes ? options.LookEvery : options.RefreshEvery))
            return _room;

        using var limit = new CancellationTokenSource(options.LookTimeout, clock);
        try
        {
            var waiting = await ahead(limit.Token).WaitAsync(limit.Token);
            metrics.Ahead(waiting);
            _room = (int)Math.Max(0, options.MostAhead - waiting);
            _changes = _room == 0;
            _known = true;
        }
        catch (Exception exception)
        {
            // Logged once per outage; publishing fails, too, and says more.
            if (_known)
                logger.LogWarning("The messages ahead of the relay cannot be counted; it hands on what comes: {Reason}", exception.Message);
            _room = Boundless;
            _changes = false;
            _known = false;
        }

        _lookedAt = clock.GetTimestamp();
        return _room;
    }

    /// <summary>So many have been handed on since the last look.</summary>
    public void Take(int intents)
    {
        if (!_known || intents == 0)
            return;
        _room = Math.Max(0, _room - intents);
        _changes = true;
    }
}
