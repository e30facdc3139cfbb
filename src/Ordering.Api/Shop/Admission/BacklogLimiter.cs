namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>
/// Estimates how long an order admitted now waits for the ledger's decision, and closes admission while that is too long. The queue is counted in
/// units: what is reserved in Redis and still available in the ledger, in streams, queues and sagas alike. Its throughput is what the ledger decided while there was
/// a queue, over the last <see cref="Window"/>: without a queue, it would show how many buyers came, not how fast the pipeline is. While the queue is
/// stalled, the estimate is the time for which it has been; otherwise it is the queue's length by the throughput. Each instance has its own; a new
/// instance begins with none.
/// </summary>
public sealed class BacklogLimiter(BacklogOptions options, TimeProvider clock)
{
    static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    /// <summary>Fewer undecided units than this do not count as a queue; they may be a single problem, such as a dead letter or drift.</summary>
    public const int ShortestQueue = 100;

    readonly Queue<(TimeSpan Length, long Decided)> _moving = new();
    TimeSpan _observed;
    long _units;
    TimeSpan _stalled;
    long? _tooLongSince;
    long _waitTicks;
    volatile bool _isClosed;
    long _probed;

    /// <summary>Time until an order admitted now is decided; zero when nothing is ahead of it.</summary>
    public TimeSpan Wait => TimeSpan.FromTicks(Interlocked.Read(ref _waitTicks));

    /// <summary>For the Retry-After header of a refused order.</summary>
    public TimeSpan RetryAfter => TimeSpan.FromSeconds(Math.Clamp((Wait - options.WaitLimit).TotalSeconds, 1, 60));

    /// <summary>
    /// Whether a new order is refused: the wait has been above the limit for a while. A few seconds of overload, when admission
    /// takes the processor from the pipeline, do not close it. Even while it is closed, one order is admitted between two looks, so that a queue that moves again is noticed.
    /// </summary>
    public bool Refuses()
    {
        if (!_isClosed)
            return false;
        var last = Interlocked.Read(ref _probed);
        return clock.GetElapsedTime(last) < options.LookEvery || Interlocked.CompareExchange(ref _probed, clock.GetTimestamp(), last) != last;
    }

    /// <summary>The rest of the wait for an order that has been in the queue since a given moment, as if the queue had been as long then as it is now.</summary>
    public int SecondsLeft(DateTimeOffset since) => Seconds(Wait - (clock.GetUtcNow() - since));

    public static int Seconds(TimeSpan wait) => wait > TimeSpan.Zero ? (int)Math.Ceiling(wait.TotalSeconds) : 0;

    /// <summary>Records a look at the pipeline. Not thread-safe.</summary>
    /// <param name="units">Units reserved and not decided.</param>
    /// <param name="decided">Units that the ledger decided since the last look.</param>
    /// <param name="length">Time since the last look.</param>
    public void Observe(long units, long decided, TimeSpan length)
    {
        // It is a queue only if it holds more than is decided between two looks; fewer units are in transit, not waiting.
        if (decided > 0 && IsQueue(Math.Min(units, _units), decided))
            Remember(length, decided);
        _stalled = decided == 0 && IsQueue(units, decided) ? _stalled + length : TimeSpan.Zero;
        _units = units;

        var wait = WaitBehind(units, decided);
        Interlocked.Exchange(ref _waitTicks, wait.Ticks);
        _tooLongSince = wait > options.WaitLimit ? _tooLongSince ?? clock.GetTimestamp() : null;
        _isClosed = _tooLongSince is { } since && clock.GetElapsedTime(since) >= options.ClosesAfter;
    }

    TimeSpan WaitBehind(long units, long decided)
    {
        if (!IsQueue(units, decided))
            return TimeSpan.Zero;
        var throughput = _moving.Sum(look => look.Decided) / Math.Max(_observed.TotalSeconds, 0.001);
        return throughput == 0 || _stalled > options.StalledAfter ? _stalled : TimeSpan.FromSeconds(units / throughput);
    }

    static bool IsQueue(long units, long decided) => units >= Math.Max(decided, ShortestQueue);

    void Remember(TimeSpan length, long decided)
    {
        _moving.Enqueue((length, decided));
        _observed += length;
        while (_observed > Window && _moving.Count > 1)
            _observed -= _moving.Dequeue().Length;
    }
}
