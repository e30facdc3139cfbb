using Microsoft.Extensions.Hosting;

namespace FlashSale.ServiceDefaults.Startup;

/// <summary>Starts when what it is held for has come, the schema or a warm host; stops only what it has started.</summary>
sealed class HeldHostedService(IHostedService inner, Func<CancellationToken, Task> until, bool disposes) : IHostedLifecycleService, IAsyncDisposable
{
    readonly IHostedLifecycleService? _lifecycle = inner as IHostedLifecycleService;
    bool _started;

    /// <summary>At once: this checks how the host was composed.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => _lifecycle?.StartingAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await until(cancellationToken);
        _started = true;
        await inner.StartAsync(cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Started?.StartedAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Started?.StoppingAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => _started ? inner.StopAsync(cancellationToken) : Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Started?.StoppedAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!disposes)
            return;
        if (inner is IAsyncDisposable both)
            await both.DisposeAsync();
        else
            (inner as IDisposable)?.Dispose();
    }

    IHostedLifecycleService? Started => _started ? _lifecycle : null;
}
