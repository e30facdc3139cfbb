using FlashSale.Ordering.Api.Http;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>GET /api/ops/reconciliation: what does not balance, by product.</summary>
public static class ReadFindings
{
    public static void Map(IEndpointRouteBuilder ops) =>
        ops.MapGet("/reconciliation", ReadAsync).Produces<Findings>().ProducesProblem(404).WithSummary("What does not balance between Redis, ledger and sagas, by product");

    static async Task<IResult> ReadAsync(string? productId, FindingReader findings, CancellationToken cancellationToken)
    {
        if (productId is not null && !ProductId.Holds(productId))
            return Refusal.UnknownProduct();
        var found = await findings.ReadAsync(productId, cancellationToken);
        return productId is null || found.Products.Count > 0 ? Results.Ok(found) : Refusal.UnknownProduct();
    }
}
