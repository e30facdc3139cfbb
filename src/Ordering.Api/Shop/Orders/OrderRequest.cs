namespace FlashSale.Ordering.Api.Shop.Orders;

/// <summary>The body of an order, which may be absent.</summary>
public sealed record OrderRequest
{
    /// <summary>Units, 1 when absent.</summary>
    public int? Quantity { get; init; }

    public string? Email { get; init; }
}
