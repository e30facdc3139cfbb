namespace FlashSale.Ordering.Api.Shop.Payments;

/// <summary>Looks for missed callbacks again and again; the row in PostgreSQL says which instance does when.</summary>
sealed class MissedCallbacksLoop(IServiceScopeFactory scopes, PaymentLookOptions options, PaymentLookMetrics metrics, TimeProvider clock, ILogger<MissedCallbacksLoop> log) : BackgroundService
{
    /// <summary>So often is asked whether a look is due: it is late by a quarter of its interval at most.</summary>
    const int AsksPerLook = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.LookEvery <= TimeSpan.Zero)
            return;
        var healthy = true;
        using var timer = new PeriodicTimer(options.LookEvery / AsksPerLook, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<MissedCallbacks>().LookAsync(stoppingToken);
                healthy = true;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                metrics.Failed();
                // Logged once per outage: the next look begins where the last one ended.
                if (healthy)
                    log.LogError(exception, "The provider's list of payments cannot be compared");
                healthy = false;
            }
        }
    }
}
