using FlashSale.Ordering.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>GET /api/ops/reconciliation: what does not balance, by product, what needs a person to go on, and where money contradicts its order.</summary>
public static class ReadFindings
{
    public static void Map(IEndpointRouteBuilder ops) =>
        ops.MapGet("/reconciliation", ReadAsync).ProducesProblem(404).WithSummary("What does not balance between Redis, ledger and sagas, by product, which orders, refunds, payments and queues need an operator, and where money contradicts its order");

    static async Task<Results<Ok<Findings>, Refusal>> ReadAsync(string? productId, FindingReader findings, CancellationToken cancellationToken)
    {
        if (productId is not null && !ProductId.Holds(productId))
            return Refusal.UnknownProduct();
        var found = await findings.ReadAsync(productId, cancellationToken);
        return productId is null || found.Products.Count > 0 ? TypedResults.Ok(found) : Refusal.UnknownProduct();
    }
}
