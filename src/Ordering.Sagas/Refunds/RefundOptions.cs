namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>When a refund may be asked for again.</summary>
public sealed record RefundOptions
{
    const double KeyHours = 24;
    const double DoubtSeconds = 60;

    /// <summary>FLASHSALE_REFUND_KEY_HOURS: how long the provider is sure to remember an idempotency key.</summary>
    public TimeSpan KeyLifetime { get; init; } = TimeSpan.FromHours(KeyHours);

    /// <summary>FLASHSALE_REFUND_DOUBT_SECONDS: without the key, the provider has to say twice, this far apart, that it knows no refund.</summary>
    public TimeSpan Doubt { get; init; } = TimeSpan.FromSeconds(DoubtSeconds);

    /// <exception cref="InvalidOperationException">A time is not positive; the message names it.</exception>
    public static RefundOptions From(IConfiguration configuration)
    {
        var options = new RefundOptions
        {
            KeyLifetime = TimeSpan.FromHours(configuration.GetValue("FLASHSALE_REFUND_KEY_HOURS", KeyHours)),
            Doubt = TimeSpan.FromSeconds(configuration.GetValue("FLASHSALE_REFUND_DOUBT_SECONDS", DoubtSeconds)),
        };
        if (options.KeyLifetime <= TimeSpan.Zero)
            throw new InvalidOperationException("FLASHSALE_REFUND_KEY_HOURS must be positive: how long the payment provider remembers idempotency keys.");
        if (options.Doubt <= TimeSpan.Zero)
            throw new InvalidOperationException("FLASHSALE_REFUND_DOUBT_SECONDS must be positive: one look at the payment provider is no proof.");
        return options;
    }
}
