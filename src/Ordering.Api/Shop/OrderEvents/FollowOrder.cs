using System.Globalization;
using FlashSale.Ordering.Api.Http;

namespace FlashSale.Ordering.Api.Shop.OrderEvents;

/// <summary>
/// GET /api/orders/{orderId}/events: the order's status now and each one that it comes to, as server-sent events, until its end.
/// With Last-Event-ID: the events after that one, none missed and none repeated; 204 when nothing follows it, which tells
/// a browser to stop asking.
/// </summary>
public static class FollowOrder
{
    const string LastEventId = "Last-Event-ID";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/orders/{orderId}/events", FollowAsync)
            .Produces<OrderEvent.Data>(200, "text/event-stream").Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(503)
            .WithHeader(Caller.UserHeader).WithHeader(LastEventId, required: false)
            // The duration of a stream says nothing about the service.
            .DisableHttpMetrics()
            .WithSummary("The order's status as it changes");

    static async Task<IResult> FollowAsync(string orderId, HttpContext http, OrderEventStore store, OrderWatcher watcher, OrderStreamMetrics metrics, TimeProvider clock)
    {
        if (!Caller.TryGetUser(http.Request, out var userId, out var refusal))
            return refusal;
        if (watcher.IsFull)
            return TooMany(metrics);
        if (!Guid.TryParse(orderId, out var id) || await store.FindStatusAsync(id, http.RequestAborted) is not var (status, buyer) || buyer != userId)
            return Refusal.UnknownOrder();

        if (HttpMethods.IsHead(http.Request.Method))
        {
            OrderEventAnswer.Describe(http.Response);
            return TypedResults.Empty;
        }

        // An id that this order has not reached yet is not ours: it is treated as absent.
        var resumes = long.TryParse(http.Request.Headers[LastEventId], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last <= status.Position;
        if (resumes && status.IsEnd && last == status.Position)
            return TypedResults.NoContent();

        var follower = resumes ? new OrderFollower(id, last, clock) : new OrderFollower(status, clock);
        return watcher.TryOpen(follower) ? new OrderEventAnswer(follower, watcher, metrics, clock) : TooMany(metrics);
    }

    static Refusal TooMany(OrderStreamMetrics metrics)
    {
        metrics.Refused();
        return Refusal.Unavailable("This server has reached its limit of event streams. Please poll the order's status instead.", TimeSpan.FromSeconds(5));
    }
}
