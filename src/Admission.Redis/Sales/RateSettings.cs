namespace FlashSale.Admission.Sales;

/// <summary>The default rate limits, for sales that have none of their own. Rates are requests per second; 0 is off.</summary>
public sealed record RateSettings
{
    /// <summary>Counts changes; Redis applies each version once. 0: the defaults, never changed.</summary>
    public long Version { get; init; }

    /// <summary>Tokens in the bucket of a user for one sale.</summary>
    public int UserBurst { get; init; } = SaleDefaults.UserRateBurst;

    public int UserRate { get; init; } = SaleDefaults.UserRatePerSecond;

    /// <summary>Tokens in the bucket of a client address for one sale.</summary>
    public int AddressBurst { get; init; } = SaleDefaults.AddressRateBurst;

    public int AddressRate { get; init; } = SaleDefaults.AddressRatePerSecond;

    /// <summary>Requests to one sale in a second and the one before it.</summary>
    public int GlobalRate { get; init; } = SaleDefaults.GlobalRatePerSecond;
}
