using FlashSale.Admission;
using FlashSale.ServiceDefaults.Faults;

namespace FlashSale.Ordering.Api.Sales;

/// <summary>Reads the sales twice a second and opens those that Redis has never had. While PostgreSQL is down the last list stands.</summary>
public sealed class SaleCatalogRefresher(SaleCatalog catalog, SaleOpener opener, TimeProvider clock, ILogger<SaleCatalogRefresher> log) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var healthy = true;
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await catalog.RefreshAsync(stoppingToken);
                await opener.OpenAbsentAsync(catalog.Sales, stoppingToken);
                healthy = true;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && (InfrastructureFault.Is(exception) || exception is GateUnavailableException))
            {
                // Said once an outage: the loop goes on until the server is back.
                if (healthy)
                    log.LogWarning("The sales cannot be refreshed, the last list stands: {Fault}", exception.Message);
                healthy = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
