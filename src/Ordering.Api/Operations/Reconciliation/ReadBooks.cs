using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Shop.Sales;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>GET /api/ops/stock/{productId}: whether Redis, ledger and sagas agree on every unit.</summary>
public static class ReadBooks
{
    public static void Map(IEndpointRouteBuilder ops) =>
        ops.MapGet("/stock/{productId}", ReadAsync).ProducesProblem(404).WithSummary("The books of a product");

    static async Task<Results<Ok<StockBooks>, Refusal>> ReadAsync(string productId, StockBooksReader books, SaleCatalog catalog, CancellationToken cancellationToken) =>
        // Also keeps what cannot be a product id away from Redis's key names.
        catalog.Find(productId) is not null && await books.ReadAsync(productId, cancellationToken) is { } read ? TypedResults.Ok(read) : Refusal.UnknownProduct();
}
