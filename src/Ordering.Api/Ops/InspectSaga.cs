using FlashSale.Ordering.Api.DeadLetters;
using FlashSale.Ordering.Api.Problems;

namespace FlashSale.Ordering.Api.Ops;

/// <summary>GET /api/ops/sagas/{orderId}: the inspection.</summary>
public static class InspectSaga
{
    public static void Map(IEndpointRouteBuilder ops)
    {
        ops.MapGet("/sagas/{orderId:guid}", InspectAsync).Produces<SagaInspection>().ProducesProblem(404).WithSummary("Everything about one order");
        ops.MapGet("/sagas/graph", () => Results.Text(SagaGraph.Mermaid)).Produces<string>(200, "text/plain").WithSummary("The saga as a Mermaid state diagram");
    }

    static async Task<IResult> InspectAsync(Guid orderId, SagaReader sagas, DeadLetterDesk desk, CancellationToken cancellationToken) =>
        await sagas.InspectAsync(orderId, desk, cancellationToken) is { } inspection ? Results.Ok(inspection) : Refusal.UnknownOrder();
}
