namespace FlashSale.Ordering.Api.Shop.Payments;

/// <summary>When the provider's list of captured payments is compared with what its callbacks have reported.</summary>
public sealed record PaymentLookOptions
{
    const double ListSeconds = 60;

    /// <summary>FLASHSALE_PAYMENT_LIST_SECONDS: pause between two looks, whichever instance takes them; 0 for a provider that has no list.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(ListSeconds);

    /// <summary>The callback of a payment that was captured more recently may be on its way.</summary>
    public TimeSpan MissedAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A look begins this long before the end of the one before: a list may lag behind, and clocks differ.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(2);

    public static PaymentLookOptions From(IConfiguration configuration) =>
        new() { LookEvery = TimeSpan.FromSeconds(configuration.GetValue("FLASHSALE_PAYMENT_LIST_SECONDS", ListSeconds)) };
}
