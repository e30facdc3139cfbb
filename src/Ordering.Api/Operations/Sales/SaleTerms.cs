using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Operations.Limits;
using FluentValidation;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>The terms of a sale as an operator sets them: the body of PUT /api/ops/flash-sales/{productId}.</summary>
public sealed record SaleTerms
{
    public string? Name { get; init; }
    public decimal? Price { get; init; }
    public string Currency { get; init; } = SaleDefaults.Currency;
    public int? TotalStock { get; init; }
    public DateTimeOffset? StartsAt { get; init; }
    public DateTimeOffset? EndsAt { get; init; }
    public int PerCustomerLimit { get; init; } = SaleDefaults.PerCustomerLimit;
    public int PaymentWindowSeconds { get; init; } = SaleDefaults.PaymentWindowSeconds;

    /// <summary>Requests per second and user; when absent, the settings of all sales apply.</summary>
    public int? UserRate { get; init; }

    /// <summary>Requests to the sale in a second and the one before it; 0 is off; when absent, the settings of all sales apply.</summary>
    public int? GlobalRate { get; init; }

    public sealed class Validator : AbstractValidator<SaleTerms>
    {
        const int MaxStock = 100_000_000;
        const int LongestWindow = 30 * 24 * 3600;

        public Validator()
        {
            RuleFor(terms => terms.Name).NotEmpty().MaximumLength(200).Must(name => name is null || !name.Any(char.IsControl)).WithMessage("'{PropertyName}' must not contain control characters.");
            RuleFor(terms => terms.Price).NotNull().InclusiveBetween(0, 1_000_000_000_000m).Must(price => price is null || decimal.Round(price.Value, 2) == price).WithMessage("'{PropertyName}' has more than two decimals.");
            RuleFor(terms => terms.Currency).NotNull().Matches("^[A-Z]{3}\\z");
            RuleFor(terms => terms.TotalStock).NotNull().InclusiveBetween(0, MaxStock);
            RuleFor(terms => terms.StartsAt).NotNull();
            RuleFor(terms => terms.EndsAt).NotNull().GreaterThan(terms => terms.StartsAt);
            RuleFor(terms => terms.PerCustomerLimit).InclusiveBetween(1, SaleDefaults.MaxQuantity);
            RuleFor(terms => terms.PaymentWindowSeconds).InclusiveBetween(1, LongestWindow);
            RuleFor(terms => terms.UserRate).InclusiveBetween(1, SettingsTerms.MaxBucketRate);
            RuleFor(terms => terms.GlobalRate).GreaterThanOrEqualTo(0);
        }
    }
}
