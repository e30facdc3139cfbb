using FlashSale.Contracts;
using FlashSale.Ordering.Api.Http;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace FlashSale.Ordering.Api.Shop.Orders;

/// <summary>POST /api/orders/{orderId}/cancel: 202 means that the cancellation was requested. The saga decides; a payment may be faster.</summary>
public static class CancelOrder
{
    static readonly EmbeddedSql Sql = new(typeof(CancelOrder));
    static readonly string RecordCancellation = Sql.Named("record_cancellation");

    public sealed record Answer(Guid OrderId, string Status, string StatusUrl);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/orders/{orderId}/cancel", CancelAsync).ProducesProblem(404).ProducesProblem(409)
            .WithHeader(Caller.UserHeader).WithSummary("Asks to cancel an unpaid order");

    static async Task<Results<Accepted<Answer>, Refusal>> CancelAsync(string orderId, HttpContext http, OrderLookup lookup, OrderingApiDbContext work, IPublishEndpoint publish)
    {
        if (!Caller.TryGetUser(http.Request, out var userId, out var refusal))
            return refusal;
        if (!Guid.TryParse(orderId, out var id) || await lookup.FindAsync(id, http.RequestAborted) is not { } found || found.UserId != userId)
            return Refusal.UnknownOrder();
        if (found.Order.Status is not ("Allocating" or "AwaitingPayment"))
            return new Refusal(StatusCodes.Status409Conflict, ProblemCode.NotCancellable,
                found.Order.Status == OrderView.Accepted ? "The order is still being processed and cannot be cancelled yet." : $"An order that is {found.Order.Status} cannot be cancelled.");

        // A row and a message, in one transaction: should the message be lost, the row is still there.
        await using var transaction = await work.Database.BeginTransactionAsync(http.RequestAborted);
        await work.Database.ExecuteSqlRawAsync(RecordCancellation, [id], http.RequestAborted);
        await publish.Publish(new OrderCancellationRequested { OrderId = id }, Routing.Urgent, http.RequestAborted);
        await work.SaveChangesAsync(http.RequestAborted);
        await transaction.CommitAsync(http.RequestAborted);
        var statusUrl = $"/api/orders/{id}";
        return TypedResults.Accepted(statusUrl, new Answer(id, found.Order.Status, statusUrl));
    }
}
