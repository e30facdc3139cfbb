using System.Text.Json;
using FlashSale.Benchmarks.Admission.Report;
using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Admission.Closed;

/// <summary>The line that tools/bench/report.lua prints.</summary>
/// <param name="Requests">Answered.</param>
/// <param name="Microseconds">The run's length.</param>
/// <param name="Refused">Answers with a status of 400 or more.</param>
/// <param name="Broken">Connections that could not be made or broke, and answers that took longer than wrk waits.</param>
/// <param name="P50">Microseconds, and so on.</param>
/// <param name="P90">The same.</param>
/// <param name="P99">The same.</param>
/// <param name="P999">99.9%.</param>
/// <param name="Longest">The same.</param>
sealed record WrkResult(long Requests, long Microseconds, long Refused, long Broken, long P50, long P90, long P99, long P999, long Longest)
{
    public double PerSecond => Requests * 1_000_000.0 / Microseconds;

    /// <exception cref="FormatException">There is no such line.</exception>
    public static WrkResult Parse(string output) =>
        Array.Find(output.Split('\n'), line => line.StartsWith('{')) is { } line
            ? JsonSerializer.Deserialize<WrkResult>(line, JsonSerializerOptions.Web)!
            : throw new FormatException($"wrk did not run as it should: {output}");

    /// <param name="name">The scenario's.</param>
    /// <param name="connections">Of wrk.</param>
    /// <param name="outcome">The status that all answers have.</param>
    /// <param name="time">Since the scenario's beginning.</param>
    /// <param name="home">Of the installation.</param>
    /// <param name="findings">What was wrong.</param>
    public ScenarioResult ToScenario(string name, int connections, string outcome, ProcessorTime time, string home, IReadOnlyList<string> findings) => new()
    {
        Name = name,
        Connections = connections,
        Requests = Requests,
        Seconds = Microseconds / 1_000_000.0,
        Outcomes = [new(outcome, Requests, P50 / 1000.0, P90 / 1000.0, P99 / 1000.0, P999 / 1000.0, Longest / 1000.0)],
        CpuMicroseconds = time.Since(Requests),
        Findings = findings,
        ApiMegabytes = Processes.Find(home).TryGetValue("api", out var api) ? Processes.ReadMemory(api).Peak : null,
    };
}
