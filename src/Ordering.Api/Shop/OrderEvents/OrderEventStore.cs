using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Api.Shop.OrderEvents;

/// <summary>Reads the status changes of orders: from their timeline, or from Redis before they have one.</summary>
public sealed class OrderEventStore(NpgsqlDataSource database, OrderLookup lookup)
{
    static readonly EmbeddedSql Sql = new(typeof(OrderEventStore));

    /// <summary>The order's status now, and its buyer.</summary>
    /// <returns>Null when there is no such order.</returns>
    public async Task<(OrderEvent Status, string UserId)?> FindStatusAsync(Guid orderId, CancellationToken cancellationToken)
    {
        if (await FindInPostgresAsync(orderId, cancellationToken) is { } status)
            return status;
        if (await lookup.FindAsync(orderId, cancellationToken) is not { } found)
            return null;
        // The saga may have taken it over between the two looks.
        return found.Order.Status == OrderView.Accepted
            ? (new OrderEvent(orderId, 0, OrderView.Accepted, found.Order.UpdatedAt, null), found.UserId)
            : await FindInPostgresAsync(orderId, cancellationToken);
    }

    /// <summary>The changes of many orders in one statement, in the order in which they happened.</summary>
    /// <param name="positions">Each order with the position after which to look.</param>
    /// <param name="limit">Most changes per order; the first ones are returned.</param>
    public async Task<IReadOnlyList<OrderEvent>> FindChangesAsync(IReadOnlyDictionary<Guid, long> positions, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("changes_since"));
        command.Parameters.Add(new() { Value = positions.Keys.ToArray() });
        command.Parameters.Add(new() { Value = positions.Values.ToArray() });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = new List<OrderEvent>();
        while (await reader.ReadAsync(cancellationToken))
            changes.Add(new(reader.GetGuid(0), reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), Time(reader, 4)));
        return changes;
    }

    async Task<(OrderEvent Status, string UserId)?> FindInPostgresAsync(Guid orderId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("status_of_order"));
        command.Parameters.Add(new() { Value = orderId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (new(orderId, reader.GetInt64(2), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(3), Time(reader, 4)), reader.GetString(0))
            : null;
    }

    static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
