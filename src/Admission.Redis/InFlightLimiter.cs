namespace FlashSale.Admission;

/// <summary>
/// The calls that Redis has not answered. The client library sends without bound, and Redis runs what was sent however late. So the number
/// of calls is bounded here, and while calls are unanswered and no reply has come for <see cref="Silence"/>, next to nothing is sent: a request that is
/// refused is provably not taken. The first reply to any call ends this; a call that the client gives up does not.
/// </summary>
sealed class InFlightLimiter(TimeProvider clock)
{
    /// <summary>About 2 KB a call in the library's queue: 32 MB at the most.</summary>
    public const int Limit = 16_384;

    /// <summary>Longer than a slow fsync or a busy moment of this process, shorter than a caller waits.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);

    /// <summary>Without replies one call is still sent at this interval: a reply that is lost for good must not close admission for good.</summary>
    public static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(250);

    int _count;
    volatile bool _owesGivenUp;
    long _heard;
    long _probed;

    /// <summary>Unanswered calls that the client has not given up, including those whose callers have left.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether a call may be sent: not when too many are unanswered, and only as a probe while no replies come.</summary>
    public bool MayEnter => Count < Limit && (!IsSilent || clock.GetElapsedTime(Interlocked.Read(ref _probed)) > ProbeEvery);

    /// <summary>Calls are unanswered and no reply has come for a while: only a probe may be sent.</summary>
    public bool IsSilent => (Count > 0 || _owesGivenUp) && clock.GetElapsedTime(Interlocked.Read(ref _heard)) > Silence;

    /// <returns>False: the call must not be sent. After true, <see cref="Leave"/> follows when Redis has answered, the connection broke or the client gave up.</returns>
    public bool TryEnter()
    {
        if (IsSilent && !IsProbe())
            return false;
        // The time without replies counts from here when no call was unanswered; set before the count, so that no other caller reads an old moment.
        if (Count == 0 && !_owesGivenUp)
            Interlocked.Exchange(ref _heard, clock.GetTimestamp());
        if (Interlocked.Increment(ref _count) <= Limit)
            return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <param name="answered">False: the client gave the call up; Redis may still reply.</param>
    public void Leave(bool answered)
    {
        if (answered)
            Interlocked.Exchange(ref _heard, clock.GetTimestamp());
        _owesGivenUp = !answered;
        Interlocked.Decrement(ref _count);
    }

    bool IsProbe()
    {
        var last = Interlocked.Read(ref _probed);
        return clock.GetElapsedTime(last) > ProbeEvery && Interlocked.CompareExchange(ref _probed, clock.GetTimestamp(), last) == last;
    }
}
