using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Operations.DeadLetters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>GET /api/ops/sagas/{orderId}: the inspection.</summary>
public static class InspectSaga
{
    public static void Map(IEndpointRouteBuilder ops)
    {
        ops.MapGet("/sagas/{orderId:guid}", InspectAsync).ProducesProblem(404).WithSummary("Everything about one order");
        ops.MapGet("/sagas/graph", () => TypedResults.Text(SagaGraph.Instance.Diagram)).Produces<string>(200, "text/plain").WithSummary("The saga as a Mermaid state diagram");
    }

    static async Task<Results<Ok<SagaInspection>, Refusal>> InspectAsync(Guid orderId, SagaReader sagas, DeadLetterService deadLetters, CancellationToken cancellationToken) =>
        await sagas.InspectAsync(orderId, deadLetters, cancellationToken) is { } inspection ? TypedResults.Ok(inspection) : Refusal.UnknownOrder();
}
