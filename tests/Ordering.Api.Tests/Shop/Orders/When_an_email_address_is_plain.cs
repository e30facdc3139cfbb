using FlashSale.Ordering.Api.Shop.Orders;
using FluentValidation.Results;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Orders;

/// <summary>The hot path's quick look must not let through what the validator would refuse.</summary>
public sealed class When_an_email_address_is_plain
{
    static readonly OrderRequestValidator Validator = new(mailUtf8: false);

    [Theory]
    [InlineData("alice@example.com")]
    [InlineData("alice.b-c_1@mail.example-1.com")]
    public void Should_be_told_without_the_validator(string email) => OrderRequestValidator.FindsNothing(new() { Email = email }).ShouldBeTrue();

    [Fact]
    public void Should_never_be_what_the_validator_refuses()
    {
        var random = new Random(20_261_121);
        var plain = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var body = new OrderRequest { Email = $"{Part(random)}@{Part(random)}", Quantity = random.Next(-1, 3) };
            if (!OrderRequestValidator.FindsNothing(body))
                continue;
            plain++;
            ((ValidationResult)Validator.Validate(body)).IsValid.ShouldBeTrue($"'{body.Email}', {body.Quantity}");
        }

        plain.ShouldBeGreaterThan(100);
    }

    static string Part(Random random) => new(random.GetItems("aB1.-_@ +\"\u00e9".AsSpan(), random.Next(0, 5)));

    [Fact]
    public void Should_not_be_longer_than_the_validator_allows() =>
        OrderRequestValidator.FindsNothing(new() { Email = new string('a', 250) + "@b.c" + "d" }).ShouldBeFalse();
}
