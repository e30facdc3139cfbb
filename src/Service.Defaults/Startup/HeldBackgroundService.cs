using Microsoft.Extensions.Hosting;

namespace FlashSale.ServiceDefaults.Startup;

/// <summary>A loop that begins when the schema suits. A BackgroundService itself: the host watches those, and stops when one fails.</summary>
sealed class HeldBackgroundService(BackgroundService inner, SchemaSuits schema, bool disposes) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await schema.WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped while it was held. A cancelled start is not a failed service, which the host would report as critical.
            return;
        }

        await inner.StartAsync(stoppingToken);
        await (inner.ExecuteTask ?? Task.CompletedTask);
    }

    // The loop ends by itself first; our token would cut short what it does after being asked to stop.
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await inner.StopAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        if (disposes)
            inner.Dispose();
        base.Dispose();
    }
}
