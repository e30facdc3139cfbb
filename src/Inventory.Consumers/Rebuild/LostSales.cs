using FlashSale.Admission;
using FlashSale.Admission.Rebuild;
using Npgsql;

namespace FlashSale.Inventory.Rebuild;

/// <summary>
/// Notices that Redis does not carry a sale that was loaded, whatever part of its data is gone, and has it rebuilt. Two looks must find it
/// so: nothing is closed for a fault that passes by itself. The looks go on meanwhile: a rebuild that waits for its own orders does not keep a
/// sale that is lost later from being rebuilt.
/// </summary>
public sealed class LostSales(NpgsqlDataSource database, RebuildStore store, SaleRebuilder rebuilder, RebuildOptions options, RebuildMetrics metrics, TimeProvider clock, ILogger<LostSales> log)
    : BackgroundService
{
    /// <summary>Under way. Only of the loop.</summary>
    readonly List<Task> _rebuilds = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var healthy = true;
        IReadOnlyCollection<string> missing = [];
        using var timer = new PeriodicTimer(options.LookEvery, clock);
        try
        {
            do
            {
                try
                {
                    var now = await FindAsync(stoppingToken);
                    metrics.Missing(now.Count);
                    healthy = true;
                    _rebuilds.RemoveAll(rebuild => rebuild.IsCompleted);
                    // Those that are being rebuilt are among them, and are left to their rebuild.
                    var lost = now.Intersect(missing, StringComparer.Ordinal).ToList();
                    missing = now;
                    if (lost.Count > 0)
                        _rebuilds.Add(RebuildAsync(lost, stoppingToken));
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    // Whatever the fault is, the affected sales stay closed, and the next look finds them again.
                    if (healthy || exception is not RedisUnavailableException)
                        log.LogError(exception, "Checking for lost sales failed");
                    healthy = false;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            await Task.WhenAll(_rebuilds);
        }
    }

    /// <summary>Never throws.</summary>
    async Task RebuildAsync(IReadOnlyCollection<string> productIds, CancellationToken stoppingToken)
    {
        try
        {
            await rebuilder.RebuildAsync(productIds, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The sales stay closed; the next process begins from scratch.
        }
        catch (Exception exception)
        {
            metrics.Failed();
            log.LogError(exception, "Rebuilding {ProductIds} failed", productIds);
        }
    }

    async Task<IReadOnlyCollection<string>> FindAsync(CancellationToken cancellationToken)
    {
        var sales = new List<(string ProductId, long Epoch)>();
        await using var command = database.CreateCommand("SELECT product_id, epoch FROM ordering.sale_products WHERE epoch > 0");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            sales.Add((rows.GetString(0), rows.GetInt64(1)));

        var presences = await Task.WhenAll(sales.Select(sale => store.LookAsync(sale.ProductId, cancellationToken)));
        return [.. sales.Where((sale, index) => !presences[index].Carries(sale.Epoch)).Select(sale => sale.ProductId)];
    }
}
