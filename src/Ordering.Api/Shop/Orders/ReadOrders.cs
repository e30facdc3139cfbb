using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Shop.Admission;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Shop.Orders;

/// <summary>GET /api/orders and /api/orders/{orderId}: the buyer's own. Another buyer's order does not exist.</summary>
public static class ReadOrders
{
    /// <summary>Of a list: the sales that are being rebuilt. The buyer's first order of one of them, if it was admitted just before the loss, is listed only afterwards.</summary>
    public const string NotLoadedHeader = "Sales-Not-Loaded";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/orders", ListAsync).WithHeader(Caller.UserHeader).WithSummary("The buyer's orders, newest first");
        routes.MapGet("/api/orders/{orderId}", GetAsync).ProducesProblem(404).WithHeader(Caller.UserHeader).WithSummary("One order");
    }

    static async Task<Results<Ok<IEnumerable<OrderView>>, Refusal>> ListAsync(HttpContext http, OrderLookup lookup, BacklogLimiter backlog)
    {
        if (!Caller.TryGetUser(http.Request, out var userId, out var refusal))
            return refusal;
        var (orders, notLoaded) = await lookup.FindOfBuyerAsync(userId, http.RequestAborted);
        if (notLoaded.Count > 0)
            http.Response.Headers[NotLoadedHeader] = string.Join(", ", notLoaded);
        return TypedResults.Ok(orders.Select(order => order.WithWait(backlog)));
    }

    static async Task<Results<Ok<OrderView>, Refusal>> GetAsync(string orderId, HttpContext http, OrderLookup lookup, BacklogLimiter backlog)
    {
        if (!Caller.TryGetUser(http.Request, out var userId, out var refusal))
            return refusal;
        return Guid.TryParse(orderId, out var id) && await lookup.FindAsync(id, http.RequestAborted) is { } found && found.UserId == userId
            ? TypedResults.Ok(found.Order.WithWait(backlog))
            : Refusal.UnknownOrder();
    }
}
