namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// Which messages this process works on at the moment, whatever queue they are from. Usually all that it has; a suspect of a crash loop goes alone:
/// it waits until those in hand have ended, and those that come meanwhile wait for it, so that nothing dies with it. Suspects take turns with what
/// waits for them. No wait is longer than <see cref="LongestWait"/>: a message that hangs must not stop all queues.
/// </summary>
sealed class CrashLoopIsolation : IDisposable
{
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Instead, after a wait that was in vain: what is in hand takes its time, a refund at a slow provider perhaps, and hundreds of suspects may follow.</summary>
    static readonly TimeSpan ShorterWait = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim _oneSuspect = new(1);
    readonly Lock _lock = new();
    TaskCompletionSource? _suspectEnds;
    TaskCompletionSource? _othersEnd;
    int _waiting;
    int _inHand;
    TimeSpan _patience = LongestWait;

    /// <summary>Begins a message that is no suspect; without a wait unless there is one. <see cref="Leave"/> ends it.</summary>
    public Task EnterAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_suspectEnds is not null)
            {
                _waiting++;
                return WaitForSuspectAsync(_suspectEnds.Task, cancellationToken);
            }

            _inHand++;
            return Task.CompletedTask;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_inHand == 0)
                _othersEnd?.TrySetResult();
        }
    }

    /// <summary>Begins a suspect. <see cref="LeaveAlone"/> ends it.</summary>
    public async Task EnterAloneAsync(CancellationToken cancellationToken)
    {
        await _oneSuspect.WaitAsync(cancellationToken);
        var othersEnd = Close();
        await Task.WhenAny(othersEnd, Task.Delay(_patience, cancellationToken));
        _patience = othersEnd.IsCompleted ? LongestWait : ShorterWait;
        if (!cancellationToken.IsCancellationRequested)
            return;
        LeaveAlone();
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void LeaveAlone()
    {
        lock (_lock)
        {
            // From here on they are in hand, and the next suspect waits for them.
            (_inHand, _waiting) = (_inHand + _waiting, 0);
            _suspectEnds!.SetResult();
            (_suspectEnds, _othersEnd) = (null, null);
        }

        _oneSuspect.Release();
    }

    public void Dispose() => _oneSuspect.Dispose();

    Task Close()
    {
        lock (_lock)
        {
            _suspectEnds = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _othersEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_inHand == 0)
                _othersEnd.SetResult();
            return _othersEnd.Task;
        }
    }

    async Task WaitForSuspectAsync(Task suspectEnds, CancellationToken cancellationToken)
    {
        await Task.WhenAny(suspectEnds, Task.Delay(LongestWait, cancellationToken));
        lock (_lock)
        {
            if (!suspectEnds.IsCompleted)
                (_inHand, _waiting) = (_inHand + 1, _waiting - 1);
        }

        if (!cancellationToken.IsCancellationRequested)
            return;
        Leave();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
