namespace FlashSale.Client;

/// <summary>Body of PUT /api/ops/flash-sales/{productId}.</summary>
public sealed record SaleTerms
{
    public required string Name { get; init; }
    public required decimal Price { get; init; }
    public string Currency { get; init; } = "EUR";

    /// <summary>Units.</summary>
    public required int TotalStock { get; init; }

    public required DateTimeOffset StartsAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
    public int PerCustomerLimit { get; init; } = 1;
    public required int PaymentWindowSeconds { get; init; }

    /// <summary>Requests a second for the whole sale; absent leaves the limit off.</summary>
    public int? GlobalRate { get; init; }
}
