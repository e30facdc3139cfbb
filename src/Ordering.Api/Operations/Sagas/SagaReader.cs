using System.Text.Json;
using FlashSale.Admission.Sales;
using FlashSale.Contracts;
using FlashSale.Ordering.Api.Operations.DeadLetters;
using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>Gathers what PostgreSQL, Redis and the broker know of an order.</summary>
public sealed class SagaReader(NpgsqlDataSource database, SaleStore store, SaleCatalog catalog)
{
    static readonly EmbeddedSql Sql = new(typeof(SagaReader));

    /// <returns>Null when neither PostgreSQL nor Redis knows the order.</returns>
    public async Task<SagaInspection?> InspectAsync(Guid orderId, DeadLetterService deadLetters, CancellationToken cancellationToken)
    {
        var reservation = await store.FindReservationAsync(orderId, catalog.ProductIds, cancellationToken);
        var saga = await ReadAsync(orderId, cancellationToken);
        if (reservation is null && saga is { Order: null, Payments.Count: 0, Refunds.Count: 0, Movements.Count: 0 })
            return null;

        var (letters, note) = await deadLetters.FindAsync(orderId, cancellationToken);
        return saga with
        {
            OrderId = orderId,
            State = saga.Order?.State ?? (reservation is null ? saga.State : OrderView.Accepted),
            Next = new(saga.Order is { } order ? SagaGraph.Instance.EventsOutOf(order.State) : [nameof(OrderSubmitted)], saga.Order is { State: "AwaitingPayment" } open ? open.PaymentDueAt : null),
            Reservation = reservation,
            DeadLetters = letters,
            DeadLettersNote = note,
        };
    }

    /// <summary>Whether PostgreSQL or Redis knows the order.</summary>
    public async Task<bool> KnowsAsync(Guid orderId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("order_is_known"));
        command.Parameters.Add(new() { Value = orderId });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))! || await store.FindReservationAsync(orderId, catalog.ProductIds, cancellationToken) is not null;
    }

    async Task<SagaInspection> ReadAsync(Guid orderId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("saga_inspection"));
        command.Parameters.Add(new() { Value = orderId });
        return JsonSerializer.Deserialize<SagaInspection>((string)(await command.ExecuteScalarAsync(cancellationToken))!, JsonSerializerOptions.Web)!;
    }
}
