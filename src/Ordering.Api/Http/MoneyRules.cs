using FlashSale.Contracts;
using FluentValidation;

namespace FlashSale.Ordering.Api.Http;

/// <summary>The rule of amounts, wherever one is sent.</summary>
static class MoneyRules
{
    /// <summary>A whole number of the currency's smallest unit. Without an amount or a currency there is nothing to say.</summary>
    public static IRuleBuilderOptions<T, decimal?> FitsCurrency<T>(this IRuleBuilder<T, decimal?> amount, Func<T, string?> currencyOf) =>
        amount.Must((body, sent) => sent is null || currencyOf(body) is not { } currency || Money.Fits(sent.Value, currency))
            .WithMessage(body => $"'{{PropertyName}}' has more decimals than {currencyOf(body)}, which has {Money.DecimalsOf(currencyOf(body)!)}.");
}
