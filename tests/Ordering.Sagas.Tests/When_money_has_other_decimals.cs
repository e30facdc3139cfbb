using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Bench;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>Three decimals of a dinar, none of a yen: kept, compared and refunded as they are.</summary>
public sealed class When_money_has_other_decimals(OrderBench bench) : IClassFixture<OrderBench>
{
    [Theory]
    [InlineData("KWD", "1.255", "2.510", "2.510")]
    [InlineData("JPY", "500", "1000", "1000")]
    [InlineData("CLF", "0.0001", "0.0002", "0.0002")]
    public async Task Should_be_paid_by_exactly_its_amount(string currency, string unitPrice, string amount, string announced)
    {
        var order = new TestOrder(bench, Parse(unitPrice), currency);
        await order.TellAsync(order.Submission);
        await order.AllocateAsync();

        await order.PayAsync("less", Parse(amount) - 0.0001m, currency);
        await order.ShouldBeAsync("AwaitingPayment");
        await order.PayAsync("right", Parse(amount), currency);

        await order.ShouldBeAsync("Confirmed");
        (await order.RefundsAsync()).ShouldBe(["less wrong-amount"]);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(CommitStock), nameof(OrderConfirmed), nameof(RefundRequested));
        bench.Mailbox.Of<RefundRequested>(order.Id).Single().Amount.ShouldBe(Parse(amount) - 0.0001m);
        bench.Mailbox.Of<OrderConfirmed>(order.Id).Single().Amount.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(announced);
    }

    static decimal Parse(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
