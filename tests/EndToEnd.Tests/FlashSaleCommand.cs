using System.Diagnostics;
using FlashSale.TestKit;

namespace FlashSale.EndToEnd.Tests;

/// <summary>`./flashsale` as a person types it, on the test run's own servers and ports.</summary>
static class FlashSaleCommand
{
    /// <exception cref="InvalidOperationException">The command failed; the message holds what it printed.</exception>
    public static Task<string> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    /// <param name="environment">Added to that of the command, and of the processes that it starts.</param>
    /// <param name="arguments">The words after ./flashsale.</param>
    /// <exception cref="InvalidOperationException">The command failed; the message holds what it printed.</exception>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Servers.Root, "flashsale"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["FLASHSALE_HOME"] = Servers.Setting("FLASHSALE_HOME");
        start.Environment["FLASHSALE_PORT_BASE"] = Servers.Setting("FLASHSALE_PORT_BASE");
        // Production waits 30 s before it looks for what is lost.
        start.Environment["FLASHSALE_OVERDUE_SECONDS"] = "5";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        var said = await output + await errors;
        return process.ExitCode == 0
            ? said
            : throw new InvalidOperationException($"./flashsale {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
    }
}
