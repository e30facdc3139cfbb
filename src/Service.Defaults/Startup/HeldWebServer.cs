using Microsoft.Extensions.Hosting;

namespace FlashSale.ServiceDefaults.Startup;

/// <summary>A web server that listens when its host is warm.</summary>
sealed class HeldWebServer(IHostedService inner, ListenWhenWarm warm) : IHostedService
{
    bool _started;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await warm.WaitAsync(cancellationToken);
        _started = true;
        await inner.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _started ? inner.StopAsync(cancellationToken) : Task.CompletedTask;
}
