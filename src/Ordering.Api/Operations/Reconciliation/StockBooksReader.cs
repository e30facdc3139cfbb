using System.Data;
using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>
/// Compares Redis with the ledger while both move. Redis's two counters are read at one moment, and orders of the ledger are
/// looked up in Redis one by one. What is found counts when a second round finds it, too: then the ledger held the order
/// before and after the look that did not find it, and Redis releases after the ledger only. So an order that moves between two
/// looks is never taken for drift.
/// </summary>
public sealed class StockBooksReader(NpgsqlDataSource database, SaleStore store, SaleCatalog catalog)
{
    static readonly EmbeddedSql Sql = new(typeof(StockBooksReader));

    sealed record Round(SaleSnapshot Redis, StockBooks.LedgerBooks Ledger, StockBooks.SagaBooks Sagas, int CounterDrift, IReadOnlyDictionary<Guid, int> Missing);

    /// <returns>Null when the ledger does not know the product.</returns>
    public async Task<StockBooks?> ReadAsync(string productId, CancellationToken cancellationToken)
    {
        var snapshot = await store.SnapshotAsync(productId, cancellationToken);
        if (await ReadLedgerAsync(productId, cancellationToken) is not { } books)
            return null;
        if (snapshot is null || snapshot.Epoch != catalog.Find(productId)?.Epoch)
            return new() { ProductId = productId, Ledger = books.Ledger, Sagas = books.Sagas, Balanced = false };

        var first = await CompareAsync(productId, snapshot, books, cancellationToken);
        if (first is { CounterDrift: 0, Missing.Count: 0 } || await store.SnapshotAsync(productId, cancellationToken) is not { } again)
            return Books(productId, first, first.CounterDrift, first.Missing);

        var second = await CompareAsync(productId, again, (await ReadLedgerAsync(productId, cancellationToken)).GetValueOrDefault(books), cancellationToken);
        // Held by the ledger in both rounds, so between them as well, when the first one's look did not find it.
        var missing = second.Missing.Where(order => first.Missing.ContainsKey(order.Key)).ToDictionary();
        // A counter that moves between two readings is a change of the sale on its way; one that stays off is drift.
        return Books(productId, second, second.CounterDrift == first.CounterDrift ? second.CounterDrift : 0, missing);
    }

    async Task<Round> CompareAsync(string productId, SaleSnapshot redis, (StockBooks.LedgerBooks Ledger, StockBooks.SagaBooks Sagas, long Version) books, CancellationToken cancellationToken)
    {
        var orders = await ReadOrdersAsync(productId, cancellationToken);
        var reserved = await store.FindReservedAsync(productId, [.. orders.Keys], cancellationToken);
        var missing = orders.Where(order => order.Value.Held && !reserved.Contains(order.Key)).ToDictionary(order => order.Key, order => order.Value.Quantity);

        var rejected = orders.Where(order => !order.Value.Held && reserved.Contains(order.Key)).Sum(order => order.Value.Quantity);
        var drift = StockDrift.OfCounters((books.Version, books.Ledger.Total), (redis.Version, redis.Available, redis.Reserved), rejected);
        return new(redis, books.Ledger, books.Sagas, drift, missing);
    }

    static StockBooks Books(string productId, Round round, int counterDrift, IReadOnlyDictionary<Guid, int> missing)
    {
        var drift = counterDrift - missing.Values.Sum();
        return new()
        {
            ProductId = productId,
            Redis = new(round.Redis.Available, round.Redis.Reserved),
            Ledger = round.Ledger,
            Sagas = round.Sagas,
            InFlight = round.Ledger.Available - round.Redis.Available - drift,
            Drift = drift,
            UnreservedOrders = [.. missing.Keys],
            Balanced = drift == 0 && missing.Count == 0,
        };
    }

    async Task<(StockBooks.LedgerBooks Ledger, StockBooks.SagaBooks Sagas, long Version)?> ReadLedgerAsync(string productId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("books_of_product"));
        command.Parameters.Add(new() { Value = productId });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return (new(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3)), new(reader.GetInt32(4), reader.GetInt32(5)), reader.GetInt64(6));
    }

    async Task<Dictionary<Guid, (int Quantity, bool Held)>> ReadOrdersAsync(string productId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("orders_of_ledger"));
        command.Parameters.Add(new() { Value = productId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var orders = new Dictionary<Guid, (int, bool)>();
        while (await reader.ReadAsync(cancellationToken))
            orders.Add(reader.GetGuid(0), (reader.GetInt32(1), reader.GetBoolean(2)));
        return orders;
    }
}
