namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>
/// Estimates how long an order of one sale admitted now waits for the ledger's decision: the length of the sale's queue by the throughput at
/// which it moved while there was one, over the last <see cref="Window"/>; without a queue, it would show how many buyers came, not how fast
/// the pipeline is. While the queue is stalled, it is at least the time for which its first order has waited. Not thread-safe.
/// </summary>
public sealed class SaleQueue(BacklogOptions options)
{
    static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    /// <summary>What stands still may move at the next look, so that a buyer is not sent away for long.</summary>
    static readonly TimeSpan RetryWhileStalled = TimeSpan.FromSeconds(5);

    static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    readonly WaitingOrders _waiting = new();
    readonly Queue<(TimeSpan Length, long Decided)> _moving = new();
    TimeSpan _observed;
    long _before;
    TimeSpan _stalled;
    TimeSpan? _tooLong;

    /// <summary>Records a look.</summary>
    /// <param name="sample">What it saw.</param>
    /// <param name="lastDecided">When the newest order of any sale that is decided had been admitted.</param>
    /// <param name="length">Time since the last look.</param>
    /// <returns>Null when a new order would wait for nothing.</returns>
    public SaleBacklog? Observe(QueueSample sample, DateTimeOffset lastDecided, TimeSpan length)
    {
        _waiting.Observe(sample, lastDecided);
        var count = _waiting.Count;
        // It is a queue only if it holds more than is decided between two looks; fewer orders are in transit, not waiting.
        if (sample.Decided > 0 && IsLong(Math.Min(count, _before), sample.Decided))
            Remember(length, sample.Decided);
        _before = count;
        _stalled = sample.Decided == 0 && count > 0 ? _stalled + length : TimeSpan.Zero;

        var isLong = IsLong(count, sample.Decided);
        var age = _waiting.Age(sample.At);
        var wait = isLong ? BehindMany(count, age) : BehindFew(age);
        _tooLong = isLong && wait > options.WaitLimit ? _tooLong + length ?? TimeSpan.Zero : null;
        return wait > TimeSpan.Zero ? new(wait, IsStalled ? RetryWhileStalled : Clamp(wait - options.WaitLimit), isClosed: _tooLong >= options.ClosesAfter) : null;
    }

    bool IsStalled => _stalled > options.StalledAfter;

    TimeSpan BehindMany(long count, TimeSpan age)
    {
        var throughput = _moving.Sum(look => look.Decided) / Math.Max(_observed.TotalSeconds, 0.001);
        if (throughput == 0)
            return age;
        var wait = TimeSpan.FromSeconds(count / throughput);
        return IsStalled && age > wait ? age : wait;
    }

    /// <summary>Too few to measure a throughput by. In an order's time they pass as they come; what stands for longer than the limit, while nothing else comes, is stuck.</summary>
    TimeSpan BehindFew(TimeSpan age) => age <= options.StalledAfter || _stalled > options.WaitLimit ? TimeSpan.Zero : age;

    bool IsLong(long count, long decided) => count >= Math.Max(decided, options.ShortestQueue);

    static TimeSpan Clamp(TimeSpan wait) => wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait > LongestRetry ? LongestRetry : wait;

    void Remember(TimeSpan length, long decided)
    {
        _moving.Enqueue((length, decided));
        _observed += length;
        while (_observed > Window && _moving.Count > 1)
            _observed -= _moving.Dequeue().Length;
    }
}
