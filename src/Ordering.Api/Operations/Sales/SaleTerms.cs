using System.ComponentModel;
using FlashSale.Admission.Sales;
using FlashSale.Contracts;
using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Operations.Limits;
using FlashSale.Ordering.Api.Shop.Payments;
using FlashSale.Ordering.Api.Shop.Sales;
using FluentValidation;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>
/// The terms of a sale as an operator sets them: the body of PUT /api/ops/flash-sales/{productId}, and what PATCH changes. PUT replaces all
/// terms, so whatever has no default that is safe for a sale that runs must be sent.
/// </summary>
public sealed record SaleTerms
{
    public string? Name { get; init; }

    [Description("In the currency itself, not in its minor unit: 20.00 is twenty euros. At most as many decimals as ISO 4217 gives the currency. 0 makes orders free; they need no payment.")]
    public decimal? Price { get; init; }

    [Description("A code of ISO 4217.")]
    public string? Currency { get; init; }

    public int? TotalStock { get; init; }

    [Description("With its zone; cut to the millisecond.")]
    public DateTimeOffset? StartsAt { get; init => field = ToMillisecond(value); }

    [Description("The first moment at which the sale is closed; cut to the millisecond.")]
    public DateTimeOffset? EndsAt { get; init => field = ToMillisecond(value); }

    [Description("Units that one customer may hold or have bought.")]
    public int? PerCustomerLimit { get; init; }

    [Description("Seconds from the allocation until an unpaid order expires.")]
    [DefaultValue(SaleDefaults.PaymentWindowSeconds)]
    public int PaymentWindowSeconds { get; init; } = SaleDefaults.PaymentWindowSeconds;

    [Description("Requests per second and user. Default: the settings of all sales.")]
    public int? UserRate { get; init; }

    [Description("Requests to the sale in a second and the one before it; 0 is off. Default: the settings of all sales.")]
    public int? GlobalRate { get; init; }

    public static SaleTerms Of(Sale sale) => new()
    {
        Name = sale.Name,
        Price = sale.Price,
        Currency = sale.Currency,
        TotalStock = sale.TotalStock,
        StartsAt = sale.StartsAt,
        EndsAt = sale.EndsAt,
        PerCustomerLimit = sale.PerCustomerLimit,
        PaymentWindowSeconds = sale.PaymentWindowSeconds,
        UserRate = sale.UserRate,
        GlobalRate = sale.GlobalRate,
    };

    /// <summary>Redis compares milliseconds, the table holds microseconds: a window that is empty in either must be empty here.</summary>
    static DateTimeOffset? ToMillisecond(DateTimeOffset? time) => time?.AddTicks(-(time.Value.Ticks % TimeSpan.TicksPerMillisecond));

    public sealed class Validator : AbstractValidator<SaleTerms>
    {
        const int MaxStock = 100_000_000;
        const decimal LargestPrice = 1_000_000_000_000m;
        const int LongestWindow = 30 * 24 * 3600;

        static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        static readonly DateTimeOffset Latest = new(3000, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public Validator()
        {
            RuleFor(terms => terms.Name).NotEmpty().MaximumLength(200).Must(name => name is null || !name.Any(char.IsControl)).WithMessage("'{PropertyName}' must not contain control characters.");
            RuleFor(terms => terms.Price).NotNull().InclusiveBetween(0, LargestPrice);
            RuleFor(terms => terms.Price).FitsCurrency(terms => terms.Currency).When(terms => Money.IsCurrency(terms.Currency));
            RuleFor(terms => terms.Price).Must((terms, price) => price * terms.PerCustomerLimit <= PaymentCallback.LargestAmount).When(terms => terms is { Price: >= 0 and <= LargestPrice, PerCustomerLimit: >= 1 and <= SaleDefaults.MaxQuantity })
                .WithMessage(terms => $"'{{PropertyName}}' times {terms.PerCustomerLimit} is more than a payment can be ({PaymentCallback.LargestAmount}).");
            RuleFor(terms => terms.Currency).NotNull().Must(code => code is null || Money.IsCurrency(code)).WithMessage("'{PropertyName}' is not a currency of ISO 4217, such as EUR.");
            RuleFor(terms => terms.TotalStock).NotNull().InclusiveBetween(0, MaxStock);
            RuleFor(terms => terms.StartsAt).NotNull().InclusiveBetween(Earliest, Latest);
            RuleFor(terms => terms.EndsAt).NotNull().InclusiveBetween(Earliest, Latest);
            RuleFor(terms => terms.EndsAt).GreaterThan(terms => terms.StartsAt).When(terms => terms is { StartsAt: not null, EndsAt: not null });
            RuleFor(terms => terms.PerCustomerLimit).NotNull().InclusiveBetween(1, SaleDefaults.MaxQuantity);
            RuleFor(terms => terms.PaymentWindowSeconds).InclusiveBetween(1, LongestWindow);
            RuleFor(terms => terms.UserRate).InclusiveBetween(1, SettingsTerms.MaxBucketRate);
            RuleFor(terms => terms.GlobalRate).GreaterThanOrEqualTo(0);
        }
    }
}
