using System.Text.Json;

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
}
