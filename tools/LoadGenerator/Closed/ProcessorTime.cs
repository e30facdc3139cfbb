using FlashSale.Benchmarks;

namespace FlashSale.LoadGenerator.Closed;

/// <summary>Processor time of all processes from one moment to another, for each request.</summary>
/// <param name="processes">Name to process id.</param>
sealed class ProcessorTime(IReadOnlyDictionary<string, int> processes)
{
    readonly IReadOnlyDictionary<string, double> _begin = Processes.ReadCpu(processes);

    /// <returns>Microseconds a request; a process that took less than a tenth of one is left out.</returns>
    public IReadOnlyDictionary<string, double> Since(long requests) =>
        Processes.ReadCpu(processes).Select(one => (one.Key, Time: (one.Value - _begin[one.Key]) * 1_000_000 / requests))
            .Where(one => one.Time >= 0.1).ToDictionary(one => one.Key, one => one.Time, StringComparer.Ordinal);
}
