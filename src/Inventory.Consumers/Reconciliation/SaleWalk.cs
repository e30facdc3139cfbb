using FlashSale.Admission;
using FlashSale.Admission.Reservations;
using FlashSale.Admission.Sales;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>
/// Goes through the orders of one sale, in parts: Redis's reservations against PostgreSQL, then what the ledger holds against Redis. It keeps in
/// memory only the ids of orders and what is wrong.
/// </summary>
public sealed class SaleWalk(NpgsqlDataSource database, ReservationScan scan, SaleStore sales, ReconciliationOptions options, TimeProvider clock)
{
    static readonly EmbeddedSql Sql = new(typeof(SaleWalk));

    /// <summary>Allocations per statement.</summary>
    const int Part = 2000;

    /// <returns>Null when Redis does not carry the sale in this epoch, from the beginning to the end.</returns>
    /// <exception cref="RedisUnavailableException">Redis did not reply.</exception>
    public async Task<SaleReport?> WalkAsync(string productId, long epoch, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var ledger = await ReadTotalAsync(connection, productId, cancellationToken);
        if (await scan.LookAsync(productId, cancellationToken) is not { } redis || redis.Epoch != epoch)
            return null;

        var findings = new HashSet<Finding>();
        var reserved = new HashSet<Guid>();
        var pace = new WalkPace(connection, options, clock);
        var rejected = await WalkReservationsAsync(connection, productId, redis, reserved, findings, pace, cancellationToken);
        var unreserved = await WalkAllocationsAsync(connection, productId, reserved, findings, pace, cancellationToken);
        if (StockDrift.OfCounters(ledger, (redis.Version, redis.Available, redis.Reserved), rejected) is not 0 and var counter)
            findings.Add(new(FindingKind.Counter, null, counter));

        return (await scan.LookAsync(productId, cancellationToken))?.Epoch == epoch
            ? new(productId, epoch, began, clock.GetTimestamp(), reserved.Count + unreserved, findings) { Rested = pace.Rested }
            : null;
    }

    static async Task<(long Version, int Total)> ReadTotalAsync(NpgsqlConnection connection, string productId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT version, total FROM inventory.stock WHERE product_id = $1", connection) { Parameters = { new() { Value = productId } } };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? (row.GetInt64(0), row.GetInt32(1)) : throw new InvalidOperationException($"The ledger has no stock of {productId}.");
    }

    /// <returns>Units of rejected orders.</returns>
    async Task<int> WalkReservationsAsync(
        NpgsqlConnection connection, string productId, ReservationBooks redis, HashSet<Guid> reserved, HashSet<Finding> findings, WalkPace pace, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.Named("unaccounted_reservations"), connection)
        {
            Parameters = { new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = Array.Empty<Guid>() } },
        };
        await command.PrepareAsync(cancellationToken);
        var unknown = new Dictionary<Guid, Reservation>();
        var (rejected, newest) = (0, DateTimeOffset.MinValue);
        var cursor = ReservationScan.Begin;
        do
        {
            (cursor, var scanned) = await scan.ScanAsync(productId, cursor, cancellationToken);
            // A part may hold what an earlier one held.
            var part = scanned.Where(reservation => reserved.Add(reservation.OrderId)).ToDictionary(reservation => reservation.OrderId);
            command.Parameters[0].Value = part.Keys.ToArray();
            await using (var rows = await command.ExecuteReaderAsync(cancellationToken))
            {
                while (await rows.ReadAsync(cancellationToken))
                {
                    part.Remove(rows.GetGuid(0), out var reservation);
                    if (await rows.IsDBNullAsync(2, cancellationToken))
                    {
                        unknown.Add(reservation.OrderId, reservation);
                        continue;
                    }

                    findings.Add(new(FindingKind.ReleaseLost, reservation.OrderId, reservation.Quantity, TimeSpan.FromSeconds(rows.GetDouble(2))));
                    rejected += rows.GetBoolean(1) ? reservation.Quantity : 0;
                }
            }

            newest = part.Values.Aggregate(newest, (latest, known) => known.AcceptedAt > latest ? known.AcceptedAt : latest);
            if (cursor is not ReservationScan.Begin)
                await pace.RestAsync(cancellationToken);
        }
        while (cursor is not ReservationScan.Begin);

        foreach (var lost in unknown.Values)
        {
            findings.Add(new(FindingKind.SubmissionLost, lost.OrderId, lost.Quantity, redis.Now - lost.AcceptedAt,
                redis.IsRelayed(lost.AcceptedAt), newest - lost.AcceptedAt >= options.LeastAge));
        }

        return rejected;
    }

    /// <returns>How many orders were not among the reservations.</returns>
    async Task<int> WalkAllocationsAsync(NpgsqlConnection connection, string productId, HashSet<Guid> reserved, HashSet<Finding> findings, WalkPace pace, CancellationToken cancellationToken)
    {
        // 2,000 orders by index are 7 ms of one process; the planner spreads them over three, which takes 14.
        await ExecuteAsync(connection, "SET max_parallel_workers_per_gather = 0", cancellationToken);
        try
        {
            return await WalkPartsAsync(connection, productId, reserved, findings, pace, cancellationToken);
        }
        finally
        {
            // The pool hands on the session with its settings.
            if (connection.State is System.Data.ConnectionState.Open)
                await ExecuteAsync(connection, "RESET max_parallel_workers_per_gather", CancellationToken.None);
        }
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    async Task<int> WalkPartsAsync(NpgsqlConnection connection, string productId, HashSet<Guid> reserved, HashSet<Finding> findings, WalkPace pace, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.Named("allocated_orders"), connection)
        {
            Parameters = { new() { Value = productId }, new() { Value = 0L }, new() { Value = Part } },
        };
        await command.PrepareAsync(cancellationToken);
        var count = 0;
        int read;
        do
        {
            read = 0;
            var unreserved = new Dictionary<Guid, int>();
            await using (var rows = await command.ExecuteReaderAsync(cancellationToken))
            {
                for (; await rows.ReadAsync(cancellationToken); read++)
                {
                    var (orderId, units) = (rows.GetGuid(1), rows.GetInt32(2));
                    command.Parameters[1].Value = rows.GetInt64(0);
                    if (rows.GetBoolean(4))
                        findings.Add(new(FindingKind.SettlementLost, orderId, units, TimeSpan.FromSeconds(rows.GetDouble(5))));
                    if (reserved.Contains(orderId))
                        continue;
                    count++;
                    if (rows.GetBoolean(3))
                        unreserved.Add(orderId, units);
                }
            }

            // Perhaps reserved after the walk over the reservations had passed.
            var found = await sales.FindReservedAsync(productId, unreserved.Keys, cancellationToken);
            findings.UnionWith(unreserved.Where(order => !found.Contains(order.Key)).Select(order => new Finding(FindingKind.ReservationLost, order.Key, order.Value)));
            if (read == Part)
                await pace.RestAsync(cancellationToken);
        }
        while (read == Part);

        return count;
    }
}
