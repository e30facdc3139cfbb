namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>
/// The orders of one sale that wait for the ledger's decision: how many, and for how long the first of them has. A queue moves in order, so
/// an order that was admitted before one that is decided does not wait; it is stuck (a dead letter, a redelivery, a lost message)
/// and does not count, however many units it has. Not thread-safe.
/// </summary>
public sealed class WaitingOrders
{
    /// <summary>
    /// An order of another sale that was admitted this much later than the relay handed on the last of this one, and is decided, proves that those
    /// behind the relay are stuck: there all sales share the queues. Before it they do not, so that an order's admission alone proves nothing.
    /// </summary>
    static readonly TimeSpan OvertakenBy = TimeSpan.FromMinutes(1);

    /// <summary>A quarter of an hour with orders in each second, 32 KB; while there are more, the newest share the last step.</summary>
    const int MostSteps = 1024;

    /// <summary>How many orders had been admitted until when, oldest first. Those of the first step do not wait.</summary>
    readonly List<(DateTimeOffset At, long Admitted)> _steps = [];

    /// <summary>The last look that saw orders with the relay.</summary>
    DateTimeOffset _lastInStream = DateTimeOffset.MinValue;

    long _passed;
    long _lost;
    long _lostAndPassed;

    /// <summary>Orders that wait.</summary>
    public long Count => _steps.Count == 0 ? 0 : Math.Max(0, _steps[^1].Admitted - First + 1);

    /// <summary>The first of them, by the number of its admission. Lost submissions are taken for the oldest: they were confirmed more than a minute later.</summary>
    long First => _passed + Math.Max(0, _lost - _lostAndPassed) + 1;

    /// <summary>How long the first of them has waited, to the precision of a look.</summary>
    public TimeSpan Age(DateTimeOffset now) => Count == 0 ? TimeSpan.Zero : now - _steps.First(step => step.Admitted >= First).At;

    /// <param name="sample">What the look saw.</param>
    /// <param name="lastDecided">When the newest order of any sale that is decided had been admitted.</param>
    public void Observe(QueueSample sample, DateTimeOffset lastDecided)
    {
        if (_steps.Count == 0 || sample.Admitted < _steps[^1].Admitted)
            Begin(sample);
        else if (sample.Admitted > _steps[^1].Admitted)
            Append(sample);

        var passed = _passed;
        if (sample.Decided > 0)
            Pass(sample.Decided, sample.LastDecided);
        if (sample.InStream > 0)
            _lastInStream = sample.At;
        else if (lastDecided - Later(_steps[^1].At, _lastInStream) > OvertakenBy)
            _passed = _steps[^1].Admitted;
        _lost = sample.Lost;
        _lostAndPassed = _passed > passed ? _lost : Math.Min(_lost, _lostAndPassed);
        Trim();
    }

    /// <summary>What was admitted before the first look and has left the stream counts as decided: how long it has waited is not known.</summary>
    void Begin(QueueSample sample)
    {
        _steps.Clear();
        _passed = sample.Admitted - sample.InStream;
        _steps.Add((DateTimeOffset.MinValue, _passed));
        if (sample.InStream > 0)
            _steps.Add((sample.At, sample.Admitted));
        _lostAndPassed = sample.Lost;
    }

    void Append(QueueSample sample)
    {
        if (_steps.Count == MostSteps)
            _steps.RemoveAt(MostSteps - 1);
        _steps.Add((sample.At, sample.Admitted));
    }

    /// <summary>
    /// The order that was decided last was admitted between two looks, maybe with thousands of others: how many of those are decided
    /// is counted. All before them are passed.
    /// </summary>
    void Pass(long decided, DateTimeOffset? admittedAt)
    {
        var step = admittedAt is { } at ? _steps.FindIndex(1, step => step.At >= at) : _steps.Count - 1;
        if (step <= 0)
            return;
        // Without its moment it may be any of those that wait.
        var before = admittedAt is null ? _passed : _steps[step - 1].Admitted;
        _passed = Math.Max(_passed, Math.Min(Math.Max(_passed + decided, before + 1), _steps[step].Admitted));
    }

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    void Trim()
    {
        var passed = _steps.FindLastIndex(step => step.Admitted <= _passed);
        if (passed > 0)
            _steps.RemoveRange(0, passed);
    }
}
