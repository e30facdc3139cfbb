using FlashSale.Admission;
using FlashSale.Admission.Rebuild;
using Npgsql;

namespace FlashSale.Inventory.Rebuild;

/// <summary>
/// Notices that Redis does not carry a sale that was loaded, whatever part of its data is gone, and has it rebuilt. Two looks must find it
/// so: nothing is closed for a fault that passes by itself.
/// </summary>
public sealed class LostSales(NpgsqlDataSource database, RebuildStore store, SaleRebuilder rebuilder, RebuildOptions options, RebuildMetrics metrics, TimeProvider clock, ILogger<LostSales> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var healthy = true;
        IReadOnlyCollection<string> missing = [];
        using var timer = new PeriodicTimer(options.LookEvery, clock);
        do
        {
            try
            {
                var now = await FindAsync(stoppingToken);
                metrics.Missing(now.Count);
                healthy = true;
                var lost = now.Intersect(missing, StringComparer.Ordinal).ToList();
                missing = now;
                if (lost.Count > 0)
                    await RebuildAsync(lost, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the fault is, the affected sales stay closed, and the next look finds them again.
                if (healthy || exception is not RedisUnavailableException)
                    log.LogError(exception, "Checking for lost sales, or rebuilding one, failed");
                healthy = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task RebuildAsync(IReadOnlyCollection<string> lost, CancellationToken cancellationToken)
    {
        try
        {
            await rebuilder.RebuildAsync(lost, cancellationToken);
        }
        catch when (!cancellationToken.IsCancellationRequested)
        {
            metrics.Failed();
            throw;
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
