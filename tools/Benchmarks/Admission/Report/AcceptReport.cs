using FlashSale.Benchmarks.Admission.Closed;
using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Admission.Report;

/// <summary>All that one run measured.</summary>
sealed record AcceptReport
{
    public required Machine Machine { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Seconds of each closed-loop run.</summary>
    public required int Seconds { get; init; }

    /// <summary>bare-post, by connections.</summary>
    public required IReadOnlyList<ScenarioResult> BarePost { get; init; }

    public RedisCalibration? Redis { get; init; }

    /// <summary>The Flask baseline, where it was asked for.</summary>
    public SeedResult? Seed { get; init; }

    public required IReadOnlyList<ScenarioResult> Scenarios { get; init; }
    public required IReadOnlyList<Goal> Goals { get; init; }
    public bool Right => Scenarios.All(scenario => scenario.Findings.Count == 0);
}
