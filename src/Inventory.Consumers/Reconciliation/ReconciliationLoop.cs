using FlashSale.ServiceDefaults.Faults;
using Npgsql;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>Compares the books again and again, and carries out operators' requests; in one instance at a time.</summary>
public sealed class ReconciliationLoop(
    NpgsqlDataSource database, Reconciler reconciler, RepairRequestHandler requests, ReconciliationOptions options, ReconciliationMetrics metrics, TimeProvider clock, ILogger<ReconciliationLoop> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var healthy = true;
        await using var turn = new ReconciliationLock(database, log);
        using var timer = new PeriodicTimer(options.LookEvery, clock);
        do
        {
            try
            {
                if (await turn.TryTakeAsync(stoppingToken))
                {
                    await reconciler.RoundAsync(stoppingToken);
                    await requests.AnswerAsync(stoppingToken);
                }
                else
                {
                    reconciler.StandBy();
                }

                healthy = true;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                metrics.Failed();
                // A server that is away is logged once.
                if (healthy || !InfrastructureFault.Is(exception))
                    log.LogError(exception, "The books could not be compared");
                healthy = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
