using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Admission.Closed;

/// <summary>Processor time of all processes from one moment to another, for each request.</summary>
/// <param name="processes">Name to process id.</param>
sealed class ProcessorTime(IReadOnlyDictionary<string, int> processes)
{
    readonly IReadOnlyDictionary<string, double> _begin = Processes.ReadCpu(processes);

    /// <returns>Microseconds a request; a process that took less than a tenth of one is left out.</returns>
    public IReadOnlyDictionary<string, double> Since(long requests)
    {
        var times = Processes.ReadCpu(processes).ToDictionary(one => one.Key, one => (one.Value - _begin[one.Key]) * 1_000_000 / requests, StringComparer.Ordinal);
        // bare-post is this process's child, but not the generator's cost.
        if (times.TryGetValue(BarePost.Name, out var child))
            times[Processes.Load] -= child;
        return times.Where(one => one.Value >= 0.1).ToDictionary(StringComparer.Ordinal);
    }
}
