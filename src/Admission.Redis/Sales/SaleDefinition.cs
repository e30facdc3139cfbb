namespace FlashSale.Admission.Sales;

/// <summary>A sale as ordering.sales has it: what admission needs to decide requests for it.</summary>
public sealed record SaleDefinition
{
    public required string ProductId { get; init; }

    /// <summary>ordering.sales.epoch.</summary>
    public required long Epoch { get; init; }

    /// <summary>Counts changes; Redis applies each version once.</summary>
    public required long Version { get; init; }

    /// <summary>Units of the whole sale. A change adds the difference from the total that Redis last applied to what is available.</summary>
    public required int TotalStock { get; init; }

    public required decimal Price { get; init; }
    public required string Currency { get; init; }
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>The first moment at which the sale is closed.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    public required int PerCustomerLimit { get; init; }
    public required int PaymentWindowSeconds { get; init; }
    public required bool Paused { get; init; }

    /// <summary>Requests per second and user; null means the one in <see cref="Settings"/>.</summary>
    public int? UserRate { get; init; }

    /// <summary>Requests to the sale in a second and the one before it; 0 is off, null means the one in <see cref="Settings"/>.</summary>
    public int? GlobalRate { get; init; }

    /// <summary>The settings of all sales. They have a version of their own, independent of the sale's, and Redis applies each version once.</summary>
    public RateSettings Settings { get; init; } = new();
}
