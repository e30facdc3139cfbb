namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>Completes changes of sales that a crash, or an outage between two of their steps, left Pending.</summary>
public sealed class SaleChangeFinisher(SaleChangeLog recorded, SaleChanges changes, TimeProvider clock, ILogger<SaleChangeFinisher> log) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Left = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                foreach (var (productId, version) in await recorded.FindPendingAsync(Left, stoppingToken))
                    await CompleteAsync(productId, version, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Orders are admitted in any case; the next check is a second away.
                log.LogError(exception, "Pending changes of sales cannot be read");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One change that cannot be completed does not hold up the others.</summary>
    async Task CompleteAsync(string productId, long version, CancellationToken stoppingToken)
    {
        try
        {
            await changes.CompleteAsync(productId, version, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            log.LogError(exception, "Sale {ProductId}, version {Version} stays Pending", productId, version);
        }
    }
}
