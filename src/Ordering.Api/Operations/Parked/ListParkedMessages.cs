using FlashSale.Ordering.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Operations.Parked;

/// <summary>GET /api/ops/parked-messages, .../{id} and .../history.</summary>
public static class ListParkedMessages
{
    public static void Map(IEndpointRouteBuilder ops)
    {
        ops.MapGet("/parked-messages", async (ParkedMessages parked, CancellationToken cancellationToken) => await parked.ListAsync(null, cancellationToken))
            .WithSummary("Messages that RabbitMQ refused too often and that need an operator, the longest parked first");
        ops.MapGet("/parked-messages/{id:long}", ReadAsync).ProducesProblem(404).WithSummary("One parked message, whole");
        ops.MapGet("/parked-messages/history", async (ParkedMessages parked, CancellationToken cancellationToken) => await parked.HistoryAsync(cancellationToken))
            .WithSummary("Parked messages that operators sent again or discarded, with operator and reason, the newest first");
    }

    static async Task<Results<Ok<WholeMessage>, Refusal>> ReadAsync(long id, ParkedMessages parked, CancellationToken cancellationToken) =>
        await parked.FindAsync(id, cancellationToken) is { } message
            ? TypedResults.Ok(message)
            : new Refusal(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such parked message.");
}
