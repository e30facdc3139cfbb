namespace FlashSale.ServiceDefaults;

/// <summary>What holds where nobody said otherwise. The one place; README and docs quote it.</summary>
public static class SaleDefaults
{
    public const int PaymentWindowSeconds = 900;
    public const int DeclinesUntilTheEnd = 3;
    public const int PerCustomerLimit = 1;
    public const int MaxQuantity = 10_000;
    public const string Currency = "EUR";

    /// <summary>Tokens in a user's bucket for one sale, and tokens a second that refill it (seeds/001).</summary>
    public const int UserRateBurst = 100;
    public const int UserRatePerSecond = 20;

    /// <summary>Requests a second and sale; 0 is off.</summary>
    public const int GlobalRatePerSecond = 0;

    public static readonly TimeSpan IdempotencyKeyLifetime = TimeSpan.FromHours(24);
    public static readonly TimeSpan InboxWindow = TimeSpan.FromHours(24);
}
