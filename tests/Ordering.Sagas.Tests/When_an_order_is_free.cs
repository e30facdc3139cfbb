using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Bench;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>A price of 0: nobody is asked for a payment, and nothing is given back.</summary>
public sealed class When_an_order_is_free(OrderBench bench) : IClassFixture<OrderBench>
{
    [Fact]
    public async Task Should_be_confirmed_when_the_units_are_held()
    {
        var order = await SubmittedAsync();

        await order.AllocateAsync();

        await order.ShouldBeAsync("Confirmed");
        (await order.ScheduledAsync()).ShouldBe(0);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(CommitStock), nameof(OrderConfirmed));
        await order.EndNoticeAsync();
        await order.CommitAsync();
        await order.ShouldBeAsync("Completed");
    }

    [Fact]
    public async Task Should_note_payments_of_nothing_and_refund_none()
    {
        var order = await SubmittedAsync();

        await order.PayAsync("early", amount: 0);
        await order.PayAsync("again", amount: 0);
        await order.AllocateAsync();
        await order.PayAsync("late", amount: 0);

        await order.ShouldBeAsync("Confirmed");
        (await order.RefundsAsync()).ShouldBeEmpty();
        (await order.TimelineAsync()).Count(entry => entry.Contains("PaymentReceived", StringComparison.Ordinal)).ShouldBe(3);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(CommitStock), nameof(OrderConfirmed));
    }

    [Fact]
    public async Task Should_refund_no_payment_of_nothing_when_the_ledger_rejects()
    {
        var order = await SubmittedAsync();

        await order.PayAsync(amount: 0);
        await order.RejectAsync();

        await order.ShouldBeAsync("Rejected");
        (await order.RefundsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_refund_a_payment_of_more_than_nothing()
    {
        var order = await SubmittedAsync();

        await order.AllocateAsync();
        await order.PayAsync(amount: 5);

        (await order.RefundsAsync()).ShouldBe(["p1 wrong-amount"]);
    }

    [Fact]
    public async Task Should_end_cancelled_when_that_was_asked_before_the_ledger_answered()
    {
        var order = await SubmittedAsync();

        await order.CancelAsync();
        await order.AllocateAsync();

        await order.ShouldBeAsync("Releasing");
    }

    [Fact]
    public async Task Should_note_a_payment_of_nothing_for_an_order_that_costs_something()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.PayAsync(amount: 0);

        await order.ShouldBeAsync("AwaitingPayment");
        (await order.RefundsAsync()).ShouldBeEmpty();
        // Nor is it waited for: it would hold the units for ever.
        await order.ExpireNowAsync();
        await order.ShouldBeAsync("Releasing");
    }

    async Task<TestOrder> SubmittedAsync()
    {
        var order = new TestOrder(bench, unitPrice: 0);
        await order.TellAsync(order.Submission);
        return order;
    }
}
