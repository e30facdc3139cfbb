using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>
/// Measures the backlog once a second and reports it to <see cref="BacklogLimiter"/>, which decides. A look costs one statement, and one call to
/// Redis per sale, whatever the number of orders.
/// </summary>
public sealed class BacklogWatcher(NpgsqlDataSource database, SaleStore store, SaleCatalog catalog, BacklogLimiter backlog, BacklogOptions options, TimeProvider clock, ILogger<BacklogWatcher> log)
    : BackgroundService
{
    static readonly EmbeddedSql Sql = new(typeof(BacklogWatcher));

    long? _lastMovement;
    long _lastLook;

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
        // Redis first: an order decided between the two looks is missing from the queue; the other way round, one too many would be counted.
        var sales = catalog.Sales;
        var availabilities = await Task.WhenAll(sales.Select(sale => store.ReadAvailabilityAsync(sale.ProductId, cancellationToken)));
        var began = clock.GetTimestamp();
        var (ledger, decided) = await ReadLedgerAsync(cancellationToken);

        var units = sales.Zip(availabilities, (sale, availability) => Queued(sale, availability, ledger)).Sum();
        if (_lastLook != 0)
            backlog.Observe(units, decided, clock.GetElapsedTime(_lastLook, began));
        _lastLook = began;
    }

    /// <summary>Units reserved in Redis and still available in the ledger; 0 while only one of the two has a change of the total.</summary>
    static long Queued(Sale sale, SaleAvailability? availability, Dictionary<string, (int Available, long Version)> ledger) =>
        availability?.Epoch == sale.Epoch && ledger.TryGetValue(sale.ProductId, out var books) && books.Version == availability.Version
            ? Math.Max(0, books.Available - availability.Available)
            : 0;

    async Task<(Dictionary<string, (int Available, long Version)> Ledger, long Decided)> ReadLedgerAsync(CancellationToken cancellationToken)
    {
        var books = new Dictionary<string, (int, long)>(StringComparer.Ordinal);
        await using var command = database.CreateCommand(Sql.Named("ledger_since"));
        command.Parameters.Add(new() { Value = _lastMovement ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        long decided = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            books[reader.GetString(0)] = (reader.GetInt32(1), reader.GetInt64(2));
            (_lastMovement, decided) = (reader.GetInt64(3), reader.GetInt64(4));
        }

        return (books, decided);
    }
}
