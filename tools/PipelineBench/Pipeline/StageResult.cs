using FlashSale.PipelineBench.Measuring;

namespace FlashSale.PipelineBench.Pipeline;

/// <param name="Name">One word: burst, payment, expiry, burst-2.</param>
/// <param name="Milestones">In the order in which they are reached.</param>
/// <param name="Cost">From the beginning until the last milestone.</param>
sealed record StageResult(string Name, IReadOnlyList<Milestone> Milestones, Cost Cost);
