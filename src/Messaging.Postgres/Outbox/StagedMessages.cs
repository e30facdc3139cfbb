namespace MassTransit.PostgresIntegration;

/// <summary>
/// What a unit of work sends, schedules and cancels, until its transaction writes it. Messages may be added concurrently.
/// </summary>
sealed class StagedMessages : IScheduleWriter
{
    readonly Lock _lock = new();
    StagedBatch _batch = new([], []);
    bool _closed;

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _batch.IsEmpty;
        }
    }

    public void Add<T>(SendContext<T> context)
        where T : class
    {
        var delay = context.Delay;
        var message = CapturedMessage.From(context);
        lock (_lock)
        {
            ThrowIfClosed();
            if (delay is null)
                _batch.Messages.Add(message);
            else
                _batch.Schedule.Add(ScheduleChange.After(NewId.NextGuid(), delay.Value, message));
        }
    }

    public Task WriteAsync(ScheduleChange change, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            _batch.Schedule.Add(change);
        }

        return Task.CompletedTask;
    }

    public StagedBatch Take()
    {
        lock (_lock)
        {
            var taken = _batch;
            _batch = new([], []);
            return taken;
        }
    }

    /// <summary>Takes all, and refuses messages that come later: nothing would ever send them.</summary>
    public StagedBatch Close()
    {
        lock (_lock)
            _closed = true;
        return Take();
    }

    /// <summary>Stages again what could not be written, ahead of what was added since.</summary>
    public void PutBack(StagedBatch batch)
    {
        lock (_lock)
            _batch = new([.. batch.Messages, .. _batch.Messages], [.. batch.Schedule, .. _batch.Schedule]);
    }

    void ThrowIfClosed()
    {
        if (_closed)
            throw new InvalidOperationException("The message's transaction has ended: a task that outlived the consumer published or scheduled too late.");
    }
}
