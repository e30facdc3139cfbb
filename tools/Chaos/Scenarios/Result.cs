namespace FlashSale.Chaos.Scenarios;

/// <summary>What became of one scenario.</summary>
sealed record Result
{
    public required string Scenario { get; init; }
    public required string Story { get; init; }
    public required int Seed { get; init; }
    public required double Seconds { get; init; }

    /// <summary>Further words of the command that repeats it.</summary>
    public string More { get; init; } = "";

    /// <summary>Faults that were really there.</summary>
    public IReadOnlyList<string> Hits { get; init; } = [];

    /// <summary>Faults that were not, so that the run proves nothing.</summary>
    public IReadOnlyList<string> Missed { get; init; } = [];

    /// <summary>By invariant.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Violations { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public int Requests { get; init; }
    public int Accepted { get; init; }

    /// <summary>Orders by the state in which they ended.</summary>
    public IReadOnlyDictionary<string, int> Ends { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Orders that ended in a second, before the fault.</summary>
    public double RateBefore { get; init; }

    /// <summary>Orders under way at the heal.</summary>
    public int Backlog { get; init; }

    /// <summary>From the heal until all orders had ended and the books balanced, in seconds.</summary>
    public double? Recovery { get; init; }

    /// <summary>30 s and the backlog's drain time at half the rate before (of at least 6 a second); after a loss of messages also the time until they are missed.</summary>
    public double Allowed { get; init; }

    /// <summary>Comparisons of Redis with the ledger under load.</summary>
    public int Samples { get; init; }

    /// <summary>What ended the run before its time.</summary>
    public string? Broken { get; init; }

    public bool IsInTime => Recovery <= Allowed;

    public bool IsGreen => Broken is null && Missed.Count == 0 && Violations.Count == 0 && IsInTime;
}
