using FlashSale.Admission.Streams;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>
/// Measures once a second how far each sale's orders have come and reports it to <see cref="BacklogLimiter"/>, which decides. A look costs one
/// statement, and one call to Redis per sale, whatever the number of orders.
/// </summary>
public sealed class BacklogWatcher(
    NpgsqlDataSource database, AdmittedOrdersQuery admitted, SaleCatalog catalog, BacklogLimiter backlog, BacklogOptions options, TimeProvider clock, ILogger<BacklogWatcher> log)
    : BackgroundService
{
    static readonly EmbeddedSql Sql = new(typeof(BacklogWatcher));

    /// <summary>The last movement of each sale that a look has seen.</summary>
    readonly Dictionary<string, long> _seen = new(StringComparer.Ordinal);

    long? _lastLook;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var healthy = true;
        using var timer = new PeriodicTimer(options.LookEvery, clock);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
                healthy = true;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Logged once per outage. The last estimate stays in force; the next look includes what happened in the meantime.
                if (healthy)
                    log.LogError(exception, "The backlog cannot be read");
                healthy = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task LookAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var sales = catalog.Sales.Where(sale => sale.IsLoaded).ToList();
        // PostgreSQL first: an order that moves between the two looks waits until the next one. The other way round it would be decided before it
        // was admitted, and then wait for ever.
        var decided = await ReadLedgerAsync([.. sales.Select(sale => sale.ProductId)], cancellationToken);
        var admissions = await Task.WhenAll(sales.Select(sale => admitted.CountAsync(sale.ProductId, cancellationToken)));

        var look = new Dictionary<string, QueueSample>(sales.Count, StringComparer.Ordinal);
        foreach (var (sale, orders) in sales.Zip(admissions))
        {
            var ledger = decided[sale.ProductId];
            _seen[sale.ProductId] = ledger.Movement;
            if (orders?.Epoch == sale.Epoch)
                look.Add(sale.ProductId, new(orders.At, orders.Count, orders.InStream, ledger.Decided, ledger.LastDecided, ledger.Lost));
        }

        backlog.Observe(look, _lastLook is { } last ? clock.GetElapsedTime(last, began) : TimeSpan.Zero);
        _lastLook = began;
    }

    async Task<Dictionary<string, (long Movement, long Decided, DateTimeOffset? LastDecided, long Lost)>> ReadLedgerAsync(string[] products, CancellationToken cancellationToken)
    {
        var decided = new Dictionary<string, (long, long, DateTimeOffset?, long)>(products.Length, StringComparer.Ordinal);
        await using var command = database.CreateCommand(Sql.Named("orders_decided_since"));
        command.Parameters.Add(new() { Value = products });
        command.Parameters.Add(new() { Value = products.Select(product => _seen.TryGetValue(product, out var movement) ? movement : (long?)null).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            decided.Add(reader.GetString(0), (reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt64(4)));
        return decided;
    }
}
