using FlashSale.Benchmarks.Pipeline.Measuring;

namespace FlashSale.Benchmarks.Pipeline.Report;

/// <param name="Name">One word: burst, payment, expiry, burst-2; burst-full and payment-full with finished orders in the tables.</param>
/// <param name="Milestones">In the order in which they are reached.</param>
/// <param name="Cost">From the beginning until the last milestone.</param>
sealed record StageResult(string Name, IReadOnlyList<Milestone> Milestones, Cost Cost)
{
    public const string Full = "-full";
}
