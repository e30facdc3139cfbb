using FluentValidation;

namespace FlashSale.Ordering.Api.Http;

/// <summary>The rule of reasons, which are recorded with whatever an operator does.</summary>
static class ReasonRules
{
    const int MaxLength = 500;

    /// <summary>A line of text. Whether there has to be one, the route says.</summary>
    public static IRuleBuilderOptions<T, string?> FitsTheRecord<T>(this IRuleBuilder<T, string?> reason) =>
        reason.MaximumLength(MaxLength).Must(sent => sent is null || !sent.Any(char.IsControl)).WithMessage("'{PropertyName}' must not contain control characters.");
}
