using FlashSale.Admission.Sales;
using FlashSale.Contracts;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Api.Shop.Orders;

/// <summary>
/// Finds orders wherever they are: PostgreSQL once a saga has them, before that the reservation in Redis.
/// A fault of PostgreSQL is thrown and never read as "not there yet": a status does not go backwards.
/// </summary>
public sealed class OrderLookup(NpgsqlDataSource database, SaleStore store, SaleCatalog catalog)
{
    static readonly EmbeddedSql Sql = new(typeof(OrderLookup));

    /// <summary>Most orders in a buyer's list, apart from those that hold units in Redis.</summary>
    public const int ListLength = 100;

    public async Task<(OrderView Order, string UserId)?> FindAsync(Guid orderId, CancellationToken cancellationToken)
    {
        if (await FindInPostgresAsync(orderId, cancellationToken) is { } order)
            return order;

        var listed = catalog.ProductIds;
        var reservation = await store.FindReservationAsync(orderId, listed, cancellationToken)
            // Another instance may have admitted the order in a sale that is not in this one's list yet.
            ?? await store.FindReservationAsync(orderId, await FindSalesNotListedAsync(listed, cancellationToken), cancellationToken);
        var lost = reservation is null ? await FindNotLoadedAsync(cancellationToken) : [];
        // Between the two looks the saga may have taken the order over, and even have ended it.
        if (await FindInPostgresAsync(orderId, cancellationToken) is { } moved)
            return moved;
        if (lost.Count > 0)
            throw lost[0];
        return reservation is null ? null : (Accepted(reservation), reservation.UserId);
    }

    /// <returns>The buyer's orders, newest first, and the sales of which some may be missing.</returns>
    /// <exception cref="SaleNotLoadedException">The buyer has ordered in a sale that Redis does not carry.</exception>
    public async Task<(IReadOnlyList<OrderView> Orders, IReadOnlyList<string> NotLoaded)> FindOfBuyerAsync(string userId, CancellationToken cancellationToken)
    {
        // Redis first: an order that leaves Redis after this look is in PostgreSQL at the next one.
        var reservations = await store.FindReservationsOfBuyerAsync(userId, catalog.ProductIds, cancellationToken);
        var lost = await FindNotLoadedAsync(cancellationToken);
        if (await FindOrderedInAsync(userId, lost, cancellationToken) is { } affected)
            throw affected;
        var orders = new List<OrderView>();
        await using var command = database.CreateCommand(Sql.Named("orders_of_buyer"));
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = ListLength });
        command.Parameters.Add(new() { Value = reservations.Select(held => held.OrderId).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            orders.Add(Read(reader).Order);

        var known = orders.Select(order => order.OrderId).ToHashSet();
        return ([.. reservations.Where(held => !known.Contains(held.OrderId)).OrderByDescending(held => held.AcceptedAt).Select(Accepted), .. orders], [.. lost.Select(sale => sale.ProductId)]);
    }

    /// <summary>
    /// While Redis is being rebuilt an order may be on its way to its saga with no trace in Redis: not finding it proves nothing then.
    /// A rebuild ends when all of them are in PostgreSQL, which has to be read after this.
    /// </summary>
    Task<IReadOnlyList<SaleNotLoadedException>> FindNotLoadedAsync(CancellationToken cancellationToken) =>
        store.FindNotLoadedAsync(catalog.Sales.Where(sale => sale.IsLoaded).Select(sale => (sale.ProductId, sale.Epoch)), cancellationToken);

    /// <summary>One of the lost sales in which the buyer is known to have ordered, and may have another order on its way.</summary>
    async Task<SaleNotLoadedException?> FindOrderedInAsync(string userId, IReadOnlyList<SaleNotLoadedException> lost, CancellationToken cancellationToken)
    {
        if (lost.Count == 0)
            return null;
        await using var command = database.CreateCommand(Sql.Named("has_the_buyer_ordered_in"));
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = lost.Select(sale => sale.ProductId).ToArray() });
        return await command.ExecuteScalarAsync(cancellationToken) is string productId ? lost.First(sale => sale.ProductId == productId) : null;
    }

    async Task<(OrderView Order, string UserId)?> FindInPostgresAsync(Guid orderId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("order_by_id"));
        command.Parameters.Add(new() { Value = orderId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    async Task<IReadOnlyCollection<string>> FindSalesNotListedAsync(IReadOnlyCollection<string> listed, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("sales_not_listed"));
        command.Parameters.Add(new() { Value = listed.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var products = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            products.Add(reader.GetString(0));
        return products;
    }

    static (OrderView Order, string UserId) Read(NpgsqlDataReader reader) => (new()
    {
        OrderId = reader.GetGuid(0),
        ProductId = reader.GetString(1),
        Quantity = reader.GetInt32(2),
        Amount = Money.Normalize(reader.GetDecimal(3), reader.GetString(4)),
        Currency = reader.GetString(4),
        Status = reader.GetString(5),
        PaymentDueAt = reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
        UpdatedAt = reader.GetFieldValue<DateTimeOffset>(7),
    }, reader.GetString(8));

    static OrderView Accepted(OrderSubmitted held) => new()
    {
        OrderId = held.OrderId,
        ProductId = held.ProductId,
        Quantity = held.Quantity,
        Amount = Money.Normalize(held.UnitPrice * held.Quantity, held.Currency),
        Currency = held.Currency,
        Status = OrderView.Accepted,
        UpdatedAt = held.AcceptedAt,
    };
}
