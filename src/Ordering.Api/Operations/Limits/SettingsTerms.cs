using FlashSale.Admission.Sales;
using FluentValidation;

namespace FlashSale.Ordering.Api.Operations.Limits;

/// <summary>The body of PUT /api/ops/settings: what is absent gets its default. Rates are requests per second; 0 is off.</summary>
public sealed record SettingsTerms
{
    /// <summary>Tokens in the bucket of a user for one sale.</summary>
    public int UserBurst { get; init; } = SaleDefaults.UserRateBurst;

    public int UserRate { get; init; } = SaleDefaults.UserRatePerSecond;

    /// <summary>Tokens in the bucket of a client address for one sale.</summary>
    public int AddressBurst { get; init; } = SaleDefaults.AddressRateBurst;

    public int AddressRate { get; init; } = SaleDefaults.AddressRatePerSecond;

    /// <summary>Requests to one sale in a second and the one before it.</summary>
    public int GlobalRate { get; init; } = SaleDefaults.GlobalRatePerSecond;

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
