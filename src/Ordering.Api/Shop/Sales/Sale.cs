using FlashSale.Admission.Sales;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>A row of ordering.sales: the sale as it is in force.</summary>
public sealed record Sale
{
    public required string ProductId { get; init; }
    public required string Name { get; init; }
    public required decimal Price { get; init; }
    public required string Currency { get; init; }
    public required int TotalStock { get; init; }
    public required DateTimeOffset StartsAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
    public required int PerCustomerLimit { get; init; }
    public required int PaymentWindowSeconds { get; init; }
    public int? UserRate { get; init; }
    public int? GlobalRate { get; init; }
    public required bool Paused { get; init; }
    public required long Version { get; init; }
    public required long Epoch { get; init; }

    /// <summary>Whether it was ever loaded into Redis. Until then no order is admitted.</summary>
    public bool IsLoaded => Epoch > 0;

    /// <summary>The part by which admission decides.</summary>
    /// <param name="settings">Applies where the sale has no terms of its own.</param>
    public SaleDefinition ToDefinition(RateSettings settings) => new()
    {
        ProductId = ProductId,
        Epoch = Epoch,
        Version = Version,
        TotalStock = TotalStock,
        Price = Price,
        Currency = Currency,
        StartsAt = StartsAt,
        EndsAt = EndsAt,
        PerCustomerLimit = PerCustomerLimit,
        PaymentWindowSeconds = PaymentWindowSeconds,
        Paused = Paused,
        UserRate = UserRate,
        GlobalRate = GlobalRate,
        Settings = settings,
    };
}
