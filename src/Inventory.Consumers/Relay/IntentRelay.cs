using FlashSale.Admission;
using FlashSale.Admission.Streams;
using MassTransit;

namespace FlashSale.Inventory.Relay;

/// <summary>
/// Carries admitted orders from the sales' Redis streams to the broker: read in batches, published as OrderSubmitted with
/// the broker's confirm, then acknowledged and deleted. Any number of processes share the work through a consumer group.
/// No more is handed on than keeps the sagas busy, evenly from all sales that have intents. On stop the batch in hand is finished.
/// </summary>
public sealed class IntentRelay(
    RedisConnection redis,
    IBus bus,
    SalesQuery querySales,
    MessagesAhead ahead,
    IntentRelayOptions options,
    TimeProvider clock,
    RelayMetrics metrics,
    ILogger<IntentRelay> logger) : BackgroundService
{
    /// <summary>How long an orderly stop waits for Redis to take back what could not be published.</summary>
    static readonly TimeSpan TimeToGiveBack = TimeSpan.FromSeconds(2);

    readonly string _consumer = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
    readonly Dictionary<string, SaleRelay> _sales = new(StringComparer.Ordinal);
    readonly RelayRoom _room = new(ahead, options, clock, metrics, logger);

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

            var handedOn = await RelayAsync(await _room.MeasureAsync());
            _room.Take(handedOn);
            metrics.RoundDone();
            if (handedOn > 0)
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

    /// <summary>
    /// A batch of each sale. Those that had intents in the last round share the room evenly, and what one of them leaves is there for the others in
    /// the next round, which follows at once. A sale that had none may begin with its part of an even share among all.
    /// </summary>
    async Task<int> RelayAsync(int room)
    {
        var busy = _sales.Values.Count(sale => sale.IsBusy);
        return (await Task.WhenAll(_sales.Values.Select(sale => sale.RelayAsync(ShareOf(room, sale.IsBusy ? busy : _sales.Count))))).Sum();
    }

    static int ShareOf(int room, int sales) => room == 0 ? 0 : Math.Max(1, room / sales);

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
