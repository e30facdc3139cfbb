namespace FlashSale.Admission.Sales;

/// <summary>The defaults of a sale. They are defined only here; docs/configuration.md quotes them.</summary>
public static class SaleDefaults
{
    public const int PaymentWindowSeconds = 900;
    public const int MaxQuantity = 10_000;

    /// <summary>Tokens in a user's bucket for one sale, and tokens per second that refill it (seeds/001).</summary>
    public const int UserRateBurst = 100;
    public const int UserRatePerSecond = 20;

    /// <summary>
    /// The same for a client address. Off: a crowd may share one. seeds/003 has 100 a second from a bucket of 1,000.
    /// </summary>
    public const int AddressRateBurst = 1_000;
    public const int AddressRatePerSecond = 0;

    /// <summary>Requests to a sale in a second and the one before it; 0 is off. seeds/001 has 2,000.</summary>
    public const int GlobalRatePerSecond = 0;

    public static readonly TimeSpan IdempotencyKeyLifetime = TimeSpan.FromHours(24);
}
