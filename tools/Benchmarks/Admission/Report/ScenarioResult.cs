namespace FlashSale.Benchmarks.Admission.Report;

/// <summary>What one scenario measured, and what was wrong with it.</summary>
sealed record ScenarioResult
{
    public required string Name { get; init; }
    public required int Connections { get; init; }

    /// <summary>Requests a second that were offered; null in a closed loop, which offers what it gets answered.</summary>
    public double? Offered { get; init; }

    public required long Requests { get; init; }
    public required double Seconds { get; init; }
    public double PerSecond => Requests / Seconds;

    /// <summary>Answers a second by bare-post's at as many connections; null in an open loop.</summary>
    public double? Ratio { get; init; }

    public required IReadOnlyList<OutcomeFigures> Outcomes { get; init; }

    /// <summary>Processor microseconds a request of each process with its children; "load" is the generator.</summary>
    public required IReadOnlyDictionary<string, double> CpuMicroseconds { get; init; }

    /// <summary>The most memory that the API has had so far, in MB.</summary>
    public double? ApiMegabytes { get; init; }

    /// <summary>Units, at the end; open loop only.</summary>
    public int? Sold { get; init; }

    /// <summary>Seconds until the last unit was sold.</summary>
    public double? LastSoldAt { get; init; }

    /// <summary>Seconds from Redis's return to the last 503.</summary>
    public double? WorksAgainAfter { get; init; }

    /// <summary>What the oracle found wrong.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <returns>The findings as the end of a line; nothing when there are none.</returns>
    public string TellFindings() => Findings.Count == 0 ? "" : $"; WRONG: {string.Join("; ", Findings)}";
}
