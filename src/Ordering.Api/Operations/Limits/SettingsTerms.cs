using System.ComponentModel;
using FlashSale.Admission.Sales;
using FluentValidation;

namespace FlashSale.Ordering.Api.Operations.Limits;

/// <summary>
/// The body of PUT /api/ops/settings: what is absent gets its default. PATCH changes what is named. Rates are requests per second; 0 is off.
/// </summary>
public sealed record SettingsTerms
{
    [Description("Tokens in the bucket of a user for one sale.")]
    [DefaultValue(SaleDefaults.UserRateBurst)]
    public int UserBurst { get; init; } = SaleDefaults.UserRateBurst;

    [Description("Tokens per second that refill it.")]
    [DefaultValue(SaleDefaults.UserRatePerSecond)]
    public int UserRate { get; init; } = SaleDefaults.UserRatePerSecond;

    [Description("Tokens in the bucket of a client address for one sale.")]
    [DefaultValue(SaleDefaults.AddressRateBurst)]
    public int AddressBurst { get; init; } = SaleDefaults.AddressRateBurst;

    [Description("Tokens per second that refill it; 0 is off.")]
    [DefaultValue(SaleDefaults.AddressRatePerSecond)]
    public int AddressRate { get; init; } = SaleDefaults.AddressRatePerSecond;

    [Description("Requests to one sale in a second and the one before it; 0 is off.")]
    [DefaultValue(SaleDefaults.GlobalRatePerSecond)]
    public int GlobalRate { get; init; } = SaleDefaults.GlobalRatePerSecond;

    public static SettingsTerms Of(RateSettings settings) => new()
    {
        UserBurst = settings.UserBurst,
        UserRate = settings.UserRate,
        AddressBurst = settings.AddressBurst,
        AddressRate = settings.AddressRate,
        GlobalRate = settings.GlobalRate,
    };

    public RateSettings ToSettings() => new() { UserBurst = UserBurst, UserRate = UserRate, AddressBurst = AddressBurst, AddressRate = AddressRate, GlobalRate = GlobalRate };

    public sealed class Validator : AbstractValidator<SettingsTerms>
    {
        public Validator()
        {
            RuleFor(terms => terms.UserBurst).InclusiveBetween(1, MaxBurst);
            RuleFor(terms => terms.UserRate).InclusiveBetween(0, MaxBucketRate);
            RuleFor(terms => terms.AddressBurst).InclusiveBetween(1, MaxBurst);
            RuleFor(terms => terms.AddressRate).InclusiveBetween(0, MaxBucketRate);
            RuleFor(terms => terms.GlobalRate).GreaterThanOrEqualTo(0);
        }
    }

    const int MaxBurst = 1_000_000;

    /// <summary>A bucket counts in whole microseconds per token: up to this rate it is right to 1%.</summary>
    public const int MaxBucketRate = 10_000;
}
