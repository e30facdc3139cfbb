using System.Diagnostics;

namespace FlashSale.Chaos.Harness;

/// <summary>One instance of a service, from its start to its end.</summary>
sealed class ServiceProcess(string name, Process process, Uri address, string log) : IDisposable
{
    /// <summary>api, or api.2 for a second instance.</summary>
    public string Name => name;

    public Uri Address => address;

    public int Pid { get; } = process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>The log of all instances that ran under this name.</summary>
    public string Log => log;

    public string ReadLog() => File.ReadAllText(log);

    public void Pause() => Signals.SendStop(Pid);

    public void Resume() => Signals.SendContinue(Pid);

    public async Task KillAsync()
    {
        Signals.SendKill(Pid);
        await WaitForEndAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>SIGTERM, and waits until it has finished what it has in hand.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        var clock = Stopwatch.StartNew();
        Signals.SendTerminate(Pid);
        await WaitForEndAsync(TimeSpan.FromSeconds(60));
        return clock.Elapsed;
    }

    public Task EndAsync() => process.WaitForExitAsync();

    /// <exception cref="TimeoutException">It still runs.</exception>
    public async Task WaitForEndAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"{name} (pid {Pid}) still runs after {limit.TotalSeconds:0} s.", exception);
        }
    }

    public void Dispose() => process.Dispose();
}
