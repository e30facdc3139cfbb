using FlashSale.Admission;
using FlashSale.Ordering.Api.Problems;

namespace FlashSale.Ordering.Api.Sales;

/// <summary>GET /api/flash-sales and /api/flash-sales/{productId}: the sale from memory, what is left from Redis.</summary>
public static class ReadSales
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/flash-sales", ListAsync).Produces<IReadOnlyList<SaleView>>().WithSummary("All sales");
        routes.MapGet("/api/flash-sales/{productId}", GetAsync).Produces<SaleView>().ProducesProblem(404).WithSummary("One sale");
    }

    static async Task<IResult> ListAsync(SaleCatalog catalog, SaleGate gate, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!catalog.IsLoaded)
            return NotYet();
        var views = await Task.WhenAll(catalog.Sales.OrderBy(sale => sale.StartsAt).ThenBy(sale => sale.ProductId, StringComparer.Ordinal)
            .Select(sale => ViewAsync(sale, gate, clock, cancellationToken)));
        return Results.Ok(views);
    }

    static async Task<IResult> GetAsync(string productId, SaleCatalog catalog, SaleGate gate, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!catalog.IsLoaded)
            return NotYet();
        return catalog.Find(productId) is { } sale ? Results.Ok(await ViewAsync(sale, gate, clock, cancellationToken)) : Refusal.UnknownProduct();
    }

    static async Task<SaleView> ViewAsync(Sale sale, SaleGate gate, TimeProvider clock, CancellationToken cancellationToken)
    {
        var snapshot = await gate.SnapshotAsync(sale.ProductId, cancellationToken);
        return SaleView.Of(sale, snapshot?.Epoch == sale.Epoch ? snapshot.Available : null, clock.GetUtcNow());
    }

    public static Refusal NotYet() => Refusal.Unavailable("The sales are not known yet; please try again.");
}
