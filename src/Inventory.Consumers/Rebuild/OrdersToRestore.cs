using System.Runtime.CompilerServices;
using FlashSale.Admission.Rebuild;
using FlashSale.Admission.Sales;
using FlashSale.Contracts;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Inventory.Rebuild;

/// <summary>The orders of a sale that Redis must know of, as PostgreSQL has them at one moment.</summary>
static class OrdersToRestore
{
    static readonly EmbeddedSql Sql = new(typeof(OrdersToRestore));

    /// <summary>Reads them in parts of the size that RebuildStore accepts.</summary>
    /// <param name="totals">Complete when the last part was read.</param>
    public static async IAsyncEnumerable<IReadOnlyCollection<RestoredOrder>> ReadAsync(
        NpgsqlConnection connection, string productId, RestoredTotals totals, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One statement for all of them, which lasts as long as Redis takes to hold them.
        await using (var unlimited = new NpgsqlCommand("SET LOCAL statement_timeout = 0", connection))
            await unlimited.ExecuteNonQueryAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql.Named("orders_to_restore"), connection)
        {
            Parameters = { new() { Value = productId }, new() { Value = SaleDefaults.IdempotencyKeyLifetime } },
        };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var part = new List<RestoredOrder>(RebuildStore.Part);
        while (await rows.ReadAsync(cancellationToken))
        {
            totals.Ledger(rows.GetInt32(0));
            if (await rows.IsDBNullAsync(1, cancellationToken))
                continue;

            var order = Read(productId, rows);
            if (order.IsLive)
                totals.Live(order.Order.Quantity, isUndecided: rows.GetBoolean(3));
            else
                totals.HasEnded();
            part.Add(order);
            if (part.Count < RebuildStore.Part)
                continue;
            yield return part;
            part.Clear();
        }

        if (part.Count > 0)
            yield return part;
    }

    static RestoredOrder Read(string productId, NpgsqlDataReader row) => new(
        new OrderSubmitted
        {
            OrderId = row.GetGuid(1),
            ProductId = productId,
            UserId = row.GetString(4),
            Quantity = row.GetInt32(5),
            UnitPrice = Money.Normalize(row.GetDecimal(6), row.GetString(7)),
            Currency = row.GetString(7),
            PaymentWindowSeconds = row.GetInt32(8),
            Email = Text(row, 9),
            IdempotencyKey = Text(row, 10),
            IdempotencyHash = Text(row, 11),
            AcceptedAt = row.GetFieldValue<DateTimeOffset>(12),
        },
        IsLive: row.GetBoolean(2));

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
