using FlashSale.Admission.Admit;
using FlashSale.ServiceDefaults.OlderData;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>
/// Reads the sales twice a second, opens those that Redis has never had and sends all of them the settings; the first time, it warms the cache of what they
/// have left. While PostgreSQL is down the last list stays in use.
/// </summary>
public sealed class SaleCatalogRefresher(SaleCatalog catalog, SaleOpener opener, RateLimitSettings settings, SaleReads reads, OrderAdmission admission, OlderDataWatch olderData, TimeProvider clock, ILogger<SaleCatalogRefresher> log) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    readonly TaskCompletionSource _warm = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether all sales have been read once, from PostgreSQL and from Redis, and orders can be decided. It stays so, whatever is lost later.</summary>
    public bool IsWarm => _warm.Task.IsCompletedSuccessfully;

    /// <summary>Ends when <see cref="IsWarm"/> begins.</summary>
    public Task WaitUntilWarmAsync(CancellationToken cancellationToken) => _warm.Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var healthy = true;
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await catalog.RefreshAsync(stoppingToken);
                await opener.OpenNewAsync(catalog.Sales, stoppingToken);
                await settings.ReadAsync(stoppingToken);
                await settings.TellSalesAsync(stoppingToken);
                healthy = true;
                // Until then, what Redis has of the sales may be from before.
                if (!IsWarm && olderData.HasCompared)
                {
                    await reads.WarmAsync(catalog.Sales);
                    if (await admission.HasRedisTimeAsync())
                        _warm.TrySetResult();
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Logged once per outage. Whatever the fault is, orders are admitted: they need the last list and Redis, not this loop.
                if (healthy)
                    log.LogError(exception, "The sales cannot be refreshed; the last list stays in use");
                healthy = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
