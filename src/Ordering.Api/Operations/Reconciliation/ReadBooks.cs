using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Shop.Sales;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>GET /api/ops/stock/{productId}: whether Redis, ledger and sagas agree on every unit.</summary>
public static class ReadBooks
{
    public static void Map(IEndpointRouteBuilder ops) =>
        ops.MapGet("/stock/{productId}", ReadAsync).Produces<StockBooks>().ProducesProblem(404).WithSummary("The books of a product");

    static async Task<IResult> ReadAsync(string productId, StockBooksReader books, SaleCatalog catalog, CancellationToken cancellationToken) =>
        // Also keeps what cannot be a product id away from Redis's key names.
        catalog.Find(productId) is not null && await books.ReadAsync(productId, cancellationToken) is { } read ? Results.Ok(read) : Refusal.UnknownProduct();
}
