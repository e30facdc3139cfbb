using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Pipeline.Report;

/// <summary>All that one run measured.</summary>
sealed record PipelineReport
{
    public required Machine Machine { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int Orders { get; init; }

    /// <summary>Finished orders that were generated before the stages that say so.</summary>
    public required int Finished { get; init; }

    /// <summary>order-row.pgbench: transactions a second.</summary>
    public required double Calibration { get; init; }

    public required IReadOnlyList<StageResult> Stages { get; init; }
    public required SteadyResult Steady { get; init; }
}
