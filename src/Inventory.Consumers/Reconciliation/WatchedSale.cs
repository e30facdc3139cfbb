namespace FlashSale.Inventory.Reconciliation;

/// <summary>
/// What is remembered about a sale from one look to the next: when its orders are due to be walked over, and what the last walk saw. Decides which
/// findings are confirmed: those that two walks saw and no message in flight explains.
/// </summary>
public sealed class WatchedSale(ReconciliationOptions options, TimeSpan statisticsAge, TimeProvider clock)
{
    readonly Dictionary<(FindingKind, Guid?), Suspicion> _suspicions = [];
    long? _epoch;
    long? _restlessSince;
    SaleReport? _last;

    /// <summary>What the last walk saw, confirmed or not.</summary>
    public IEnumerable<Finding> Suspected => _suspicions.Values.Select(suspicion => suspicion.Finding);

    /// <summary>Whether it is time to check if a message in flight explains what was seen.</summary>
    public bool NeedsInFlightCheck => _suspicions.Values.Any(one => !one.Unexplained && IsOldEnough(one.Finding) && IsBeforeTheFigures(one));

    /// <summary>Whether one more walk would confirm something: nothing explains it any more, and only the second sight is missing.</summary>
    bool IsAlmostConfirmed => _suspicions.Values.Any(one => one is { Unexplained: true, IsConfirmed: false } && IsOldEnough(one.Finding));

    /// <summary>Records the sums, and returns whether a walk is due.</summary>
    public bool Look(SaleSums sums)
    {
        if (!sums.IsCarried || sums.Epoch != _epoch)
            Forget(sums.IsCarried ? sums.Epoch : null);
        _restlessSince = sums.IsAtRest ? null : _restlessSince ?? clock.GetTimestamp();
        if (!sums.IsCarried)
            return false;
        if (_last is not { } last)
            return true;

        var pause = clock.GetElapsedTime(last.EndedAt);
        var took = last.Worked(clock);
        var restless = _suspicions.Count > 0 || (_restlessSince is { } since && clock.GetElapsedTime(since) >= options.RestlessFor);
        return pause >= options.WalkEvery || (IsAlmostConfirmed && pause >= took) || (restless && pause >= options.WalkAgainAfter && pause >= took * options.PauseFactor);
    }

    /// <summary>No submission is on its way, neither in the sale's stream nor in the broker.</summary>
    public void NoSubmissionIsOnItsWay() => Explain(nothingIsOnItsWay: kind => kind is FindingKind.SubmissionLost, IsBeforeTheFigures);

    /// <summary>Submissions that were handed on before a marker was sent have passed their queue.</summary>
    /// <param name="askedAt">When that was asked: a timestamp.</param>
    /// <param name="age">Of the marker, when the answer was given.</param>
    public void SubmissionsHavePassed(long askedAt, TimeSpan age) =>
        Explain(nothingIsOnItsWay: kind => kind is FindingKind.SubmissionLost, suspicion => clock.GetElapsedTime(suspicion.SeenAt, askedAt) > age);

    /// <summary>No command to the ledger is on its way.</summary>
    public void NoCommandIsOnItsWay() => Explain(nothingIsOnItsWay: kind => kind is FindingKind.ReleaseLost or FindingKind.SettlementLost, IsBeforeTheFigures);

    /// <returns>The findings that are confirmed, with the moment at which they were first seen.</returns>
    public IReadOnlyList<(Finding Finding, DateTimeOffset FirstSeenAt)> Take(SaleReport report)
    {
        var confirmed = new List<(Finding, DateTimeOffset)>();
        var now = clock.GetUtcNow();
        var before = new Dictionary<(FindingKind, Guid?), Suspicion>(_suspicions);
        _suspicions.Clear();
        foreach (var finding in report.Findings)
        {
            var seen = before.TryGetValue(finding.Key, out var suspicion);
            // A submission that was still in the stream at the first sighting: that one does not count, and this one is the first.
            var first = seen && suspicion!.Finding.IsRelayed && Agrees(suspicion.Finding, finding) ? suspicion : new(finding, seen ? suspicion!.FirstSeenAt : now, report.EndedAt, Unexplained: false);
            var isConfirmed = seen && ReferenceEquals(first, suspicion) && IsConfirmed(first, finding);
            _suspicions[finding.Key] = first with { Finding = finding, IsConfirmed = isConfirmed };
            if (isConfirmed)
                confirmed.Add((finding, first.FirstSeenAt));
        }

        _last = report;
        return confirmed;
    }

    bool IsConfirmed(Suspicion first, Finding again) => again.Kind switch
    {
        // The same difference in two walks is not caused by orders in progress.
        FindingKind.Counter => true,
        // The ledger held the order before and after the look that did not find it, and Redis releases after the ledger only.
        FindingKind.ReservationLost => true,
        FindingKind.SubmissionLost => again.Age >= options.LeastAge && (first.Unexplained || (again.Age >= options.MaxTransitTime && again.IsOvertaken)),
        _ => again.Age >= options.LeastAge && (first.Unexplained || again.Age >= options.MaxTransitTime),
    };

    /// <summary>By now: the walk that saw it may be half a minute ago.</summary>
    bool IsOldEnough(Finding finding) => finding.Age + clock.GetElapsedTime(_last!.EndedAt) >= options.LeastAge;

    static bool Agrees(Finding first, Finding again) => again.Kind is not FindingKind.Counter || first.Units == again.Units;

    void Explain(Func<FindingKind, bool> nothingIsOnItsWay, Func<Suspicion, bool> thatWasLookedAtAfterIt)
    {
        foreach (var (key, suspicion) in _suspicions.ToList())
        {
            if (nothingIsOnItsWay(suspicion.Finding.Kind) && suspicion.Finding.IsRelayed && thatWasLookedAtAfterIt(suspicion))
                _suspicions[key] = suspicion with { Unexplained = true };
        }
    }

    void Forget(long? epoch)
    {
        _suspicions.Clear();
        (_epoch, _last, _restlessSince) = (epoch, null, null);
    }

    /// <summary>The broker's current figures describe a moment after it was seen.</summary>
    bool IsBeforeTheFigures(Suspicion suspicion) => clock.GetElapsedTime(suspicion.SeenAt) >= statisticsAge;

    /// <param name="SeenAt">When the first walk ended that saw it as it is: a timestamp.</param>
    /// <param name="Unexplained">After that, nothing was on its way.</param>
    /// <param name="IsConfirmed">By the last walk.</param>
    sealed record Suspicion(Finding Finding, DateTimeOffset FirstSeenAt, long SeenAt, bool Unexplained, bool IsConfirmed = false);
}
