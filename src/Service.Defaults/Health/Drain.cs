using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace FlashSale.ServiceDefaults.Health;

/// <summary>
/// On shutdown /health/ready fails first; for FLASHSALE_DRAIN_SECONDS (default 1) everything still works, so that a load
/// balancer can take note; only then do the port close and the bus drain.
/// </summary>
public sealed class Drain(IConfiguration configuration) : IHostedLifecycleService
{
    readonly TimeSpan _grace = TimeSpan.FromSeconds(configuration.GetValue("FLASHSALE_DRAIN_SECONDS", 1.0));

    volatile bool _begun;

    public bool HasBegun => _begun;

    /// <summary>Called before any service is asked to stop.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _begun = true;
        return Task.Delay(_grace, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
