using System.Diagnostics;

namespace FlashSale.Client;

/// <summary>The installation under measurement, through the one command that runs it: FLASHSALE_ROOT names the checkout.</summary>
public static class Installation
{
    /// <summary>All settings as `./flashsale env` prints them now.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadSettingsAsync() =>
        (await CommandAsync("env")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    public static Task<string> CommandAsync(params string[] arguments) => RunAsync(Path.Combine(Root, "flashsale"), arguments);

    public static string Root { get; } = Environment.GetEnvironmentVariable("FLASHSALE_ROOT")
        ?? throw new InvalidOperationException("FLASHSALE_ROOT is not set. Run this by ./flashsale bench.");

    /// <returns>What the program wrote to its standard output.</returns>
    /// <exception cref="InvalidOperationException">It ended with a code other than 0.</exception>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }
}
