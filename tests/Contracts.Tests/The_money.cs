using System.Globalization;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

public sealed class The_money
{
    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("ISK", 0)]
    [InlineData("KWD", 3)]
    [InlineData("CLF", 4)]
    public void Should_have_the_decimals_of_ISO_4217(string currency, int decimals) => Money.DecimalsOf(currency).ShouldBe(decimals);

    [Theory]
    [InlineData("XAU")]
    [InlineData("XXX")]
    [InlineData("XTS")]
    [InlineData("eur")]
    [InlineData("")]
    [InlineData(null)]
    public void Should_have_no_currency(string? code) => Money.IsCurrency(code).ShouldBeFalse();

    [Theory]
    [InlineData("20.0000", "EUR", "20.00", "20.00 EUR")]
    [InlineData("20", "EUR", "20.00", "20.00 EUR")]
    [InlineData("1.255", "EUR", "1.255", "1.255 EUR")]
    [InlineData("500.0000", "JPY", "500", "500 JPY")]
    [InlineData("1.2550", "KWD", "1.255", "1.255 KWD")]
    [InlineData("0.0000", "EUR", "0.00", "0.00 EUR")]
    [InlineData("2.5000", "???", "2.5000", "2.50 ???")]
    public void Should_be_written_as_the_currency_is(string amount, string currency, string normal, string formatted)
    {
        var value = decimal.Parse(amount, CultureInfo.InvariantCulture);
        Money.Normalize(value, currency).ToString(CultureInfo.InvariantCulture).ShouldBe(normal);
        Money.Format(value, currency).ShouldBe(formatted);
    }
}
