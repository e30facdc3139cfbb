using FlashSale.Ordering.Api.Http;
using FluentValidation;

namespace FlashSale.Ordering.Api.Shop.Payments;

/// <summary>What the provider reports about one payment: the callback's body.</summary>
public sealed record PaymentCallback
{
    public const string Succeeded = "succeeded";
    public const string Declined = "declined";

    public const decimal LargestAmount = 10_000_000_000_000m;
    public const string CurrencyForm = "^[A-Z]{3}\\z";

    public Guid? OrderId { get; init; }
    public string? PaymentId { get; init; }
    public decimal? Amount { get; init; }
    public string? Currency { get; init; }
    public string? Outcome { get; init; }

    public sealed class Validator : AbstractValidator<PaymentCallback>
    {
        public Validator()
        {
            RuleFor(callback => callback.OrderId).NotNull().NotEqual(Guid.Empty);
            RuleFor(callback => callback.PaymentId).Must(VisibleAscii.Holds).WithMessage("'{PropertyName}' must be 1 to 128 visible ASCII characters.");
            // Of a currency that is not listed it takes what the column holds: the money has arrived, and has to go back.
            RuleFor(callback => callback.Amount).NotNull().InclusiveBetween(0, LargestAmount).FitsCurrency(callback => callback.Currency);
            RuleFor(callback => callback.Currency).NotNull().Matches(CurrencyForm);
            RuleFor(callback => callback.Outcome).Must(outcome => outcome is Succeeded or Declined).WithMessage("'{PropertyName}' must be succeeded or declined.");
        }
    }
}
