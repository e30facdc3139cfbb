using FlashSale.Admission;
using FlashSale.Admission.Streams;
using MassTransit;

namespace FlashSale.Inventory.Relay;

/// <summary>
/// Carries admitted orders from the sales' Redis streams to the broker: read in batches, published as OrderSubmitted with
/// the broker's confirm, then acknowledged and deleted. Any number of processes share the work through a consumer group.
/// On stop the batch in hand is finished.
/// </summary>
public sealed class IntentRelay(
    RedisConnection redis,
    IBus bus,
    SalesQuery querySales,
    IntentRelayOptions options,
    TimeProvider clock,
    RelayMetrics metrics,
    ILogger<IntentRelay> logger) : BackgroundService
{
    /// <summary>How long an orderly stop waits for Redis to take back what could not be published.</summary>
    static readonly TimeSpan TimeToGiveBack = TimeSpan.FromSeconds(2);

    readonly string _consumer = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
    readonly Dictionary<string, SaleRelay> _sales = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = options.ShortestPause;
        long? tended = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (tended is null || clock.GetElapsedTime(tended.Value) >= options.RefreshEvery)
            {
                await FindSalesAsync(stoppingToken);
                await Task.WhenAll(_sales.Values.Select(sale => sale.TendAsync()));
                tended = clock.GetTimestamp();
            }

            var busy = await Task.WhenAll(_sales.Values.Select(sale => sale.RelayAsync()));
            metrics.RoundDone();
            if (busy.Contains(true))
            {
                pause = options.ShortestPause;
                continue;
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < options.LongestPause ? pause * 2 : options.LongestPause;
        }

        await GiveBackAsync();
    }

    async Task GiveBackAsync()
    {
        using var limit = new CancellationTokenSource(TimeToGiveBack, clock);
        await Task.WhenAll(_sales.Values.Select(sale => sale.GiveBackAsync(limit.Token)));
    }

    async Task FindSalesAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var productId in await querySales(stoppingToken))
            {
                if (!_sales.ContainsKey(productId))
                    _sales[productId] = new SaleRelay(new IntentStream(redis, productId, _consumer), new IntentPublisher(bus), options, clock, metrics, logger);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The sales known so far are still relayed.
            logger.LogWarning(exception, "The list of sales could not be read");
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
