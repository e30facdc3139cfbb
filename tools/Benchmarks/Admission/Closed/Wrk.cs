using FlashSale.Benchmarks.Shared;
using FlashSale.Client;

namespace FlashSale.Benchmarks.Admission.Closed;

/// <summary>Runs wrk: 2 threads, each connection asks again as soon as it is answered.</summary>
static class Wrk
{
    public static async Task<WrkResult> RunAsync(int connections, int seconds, string script, Uri url, params string[] arguments)
    {
        var running = Installation.RunAsync("wrk", ["-t2", $"-c{connections}", $"-d{seconds}s", "--timeout", "5s", "-s", Path.Combine(Installation.Root, "tools", "bench", script), $"{url}", "--", .. arguments]);
        var line = new ProgressLine();
        var start = TimeProvider.System.GetTimestamp();
        while (await Task.WhenAny(running, Task.Delay(200)) != running)
            line.Show($"{url.AbsolutePath}, {connections} connections: {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0} of {seconds} s");
        return WrkResult.Parse(await running);
    }
}
