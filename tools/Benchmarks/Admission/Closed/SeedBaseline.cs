using System.Text.Json;
using FlashSale.Benchmarks.Shared;
using FlashSale.Client;

namespace FlashSale.Benchmarks.Admission.Closed;

/// <summary>tools/bench/seed-baseline: the Flask code of the document that the project started from, with a Redis of its own that waits for no disk.</summary>
static class SeedBaseline
{
    // The benchmarks' half of the ports ends at 49; its Redis is at the next one.
    const int Port = 47;

    public static async Task<SeedResult> RunAsync(IReadOnlyDictionary<string, string> settings, int seconds)
    {
        ProgressLine.Say("the Flask baseline");
        var run = Path.Combine(Installation.Root, "tools", "bench", "seed-baseline", "run");
        try
        {
            // In here: a start that fails half-way has processes to stop, too.
            await Installation.RunAsync(run, "start", $"{int.Parse(settings["FLASHSALE_PORT_BASE"]) + Port}", "own", settings["FLASHSALE_RABBITMQ"], settings["FLASHSALE_POSTGRES"]);
            await Installation.RunAsync(run, "load", $"{Math.Min(seconds, 5)}", "200");
            var figures = JsonSerializer.Deserialize<Figures>(await Installation.RunAsync(run, "load", $"{seconds}", "200"), JsonSerializerOptions.Web)!;
            return new(figures.RequestsPerSecond, figures.P50Milliseconds, figures.P99Milliseconds);
        }
        finally
        {
            await Installation.RunAsync(run, "stop");
        }
    }

    sealed record Figures(double RequestsPerSecond, double P50Milliseconds, double P99Milliseconds);
}
