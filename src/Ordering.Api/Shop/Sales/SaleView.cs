namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>
/// A sale as a buyer sees it. Status and serverTime are those of the moment of the answer, by this service's clock; admission follows Redis's. The figure from Redis, available (and with it SoldOut), may be <see cref="CachedSale.Lifetime"/> old while
/// Redis replies, half a second at most, and <see cref="CachedSale.OldestServed"/>, 15 s, while it does not; an answer
/// older than a second has an Age header. Terms changed through this instance show at once, through another one within
/// half a second.
/// </summary>
public sealed record SaleView
{
    public required string ProductId { get; init; }
    public required string Name { get; init; }
    public required decimal Price { get; init; }
    public required string Currency { get; init; }
    public required DateTimeOffset StartsAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
    public required int TotalStock { get; init; }
    public required int Available { get; init; }
    public required SaleStatus Status { get; init; }
    public required int PerCustomerLimit { get; init; }

    /// <summary>The last one: <see cref="SaleAnswer"/> cuts its bytes here.</summary>
    public required DateTimeOffset ServerTime { get; init; }

    /// <param name="sale">The sale in force.</param>
    /// <param name="available">Units for sale in Redis; null when Redis does not carry the sale, which then takes no orders: paused.</param>
    /// <param name="now">The time to judge by.</param>
    public static SaleView Of(Sale sale, int? available, DateTimeOffset now) => new()
    {
        ProductId = sale.ProductId,
        Name = sale.Name,
        Price = sale.Price,
        Currency = sale.Currency,
        StartsAt = sale.StartsAt,
        EndsAt = sale.EndsAt,
        TotalStock = sale.TotalStock,
        Available = Math.Max(0, available ?? 0),
        Status = StatusOf(sale, available, now),
        PerCustomerLimit = sale.PerCustomerLimit,
        ServerTime = now,
    };

    static SaleStatus StatusOf(Sale sale, int? available, DateTimeOffset now) =>
        now >= sale.EndsAt ? SaleStatus.Closed
        : now < sale.StartsAt ? SaleStatus.Scheduled
        : sale.Paused || available is null ? SaleStatus.Paused
        : available <= 0 ? SaleStatus.SoldOut
        : SaleStatus.Open;
}
