using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Bench;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>In Allocating the first of payment, cancellation and last decline is remembered.</summary>
public sealed class When_the_ledger_has_not_answered_yet(OrderBench bench) : IClassFixture<OrderBench>
{
    [Fact]
    public async Task Should_confirm_an_early_payment_as_soon_as_the_units_are_held()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.PayAsync();
        await order.ShouldBeAsync("Allocating");
        await order.AllocateAsync();

        await order.ShouldBeAsync("Confirmed");
        (await order.ScheduledAsync()).ShouldBe(0);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(CommitStock), nameof(OrderConfirmed));
    }

    [Fact]
    public async Task Should_refund_an_early_payment_when_the_ledger_rejects()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.PayAsync();
        await order.RejectAsync();

        await order.ShouldBeAsync("Rejected");
        (await order.RefundsAsync()).ShouldBe(["p1 order-ended"]);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(OrderRejected), nameof(RefundRequested));
        var refund = bench.Mailbox.Of<RefundRequested>(order.Id).Single();
        (refund.Amount, refund.Currency).ShouldBe((TestOrder.Amount, "EUR"));
    }

    [Fact]
    public async Task Should_refund_a_second_payment_at_once_and_keep_the_first()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.PayAsync("p1");
        await order.PayAsync("p2");

        (await order.RefundsAsync()).ShouldBe(["p2 already-paid"]);
        await order.AllocateAsync();
        await order.ShouldBeAsync("Confirmed");
        (await order.ReadAsync())!.PaymentId.ShouldBe($"p1-{order.Id:N}");
    }

    [Theory]
    [InlineData("39.97", "EUR")]
    [InlineData("39.99", "EUR")]
    [InlineData("39.98", "USD")]
    public async Task Should_refund_a_wrong_amount_at_once_and_go_on(string amount, string currency)
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.PayAsync(amount: decimal.Parse(amount), currency: currency);

        (await order.RefundsAsync()).ShouldBe(["p1 wrong-amount"]);
        await order.AllocateAsync();
        await order.ShouldBeAsync("AwaitingPayment");
    }

    [Fact]
    public async Task Should_release_a_cancelled_order_after_its_allocation_and_not_before()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.CancelAsync();
        await order.ShouldBeAsync("Allocating");
        await order.ShouldHaveSentAsync(nameof(AllocateStock));
        await order.AllocateAsync();
        await order.ShouldBeAsync("Releasing");
        await order.ReleaseAsync();

        await order.ShouldBeAsync("Cancelled");
        (await order.ScheduledAsync()).ShouldBe(0);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(ReleaseStock), nameof(OrderCancelled));
    }

    [Fact]
    public async Task Should_refund_a_payment_that_comes_after_the_cancellation()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.CancelAsync();
        await order.PayAsync();
        await order.AllocateAsync();

        await order.ShouldBeAsync("Releasing");
        (await order.RefundsAsync()).ShouldBe(["p1 order-ended"]);
    }

    [Fact]
    public async Task Should_keep_a_payment_that_came_before_the_cancellation()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.PayAsync();
        await order.CancelAsync();
        await order.AllocateAsync();

        await order.ShouldBeAsync("Confirmed");
        (await order.RefundsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_reject_a_cancelled_order_that_the_ledger_has_no_units_for()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.CancelAsync();
        await order.RejectAsync();

        await order.ShouldBeAsync("Rejected");
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(OrderRejected));
    }

    [Fact]
    public async Task Should_remember_the_last_decline()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.DeclineAsync("d1");
        await order.DeclineAsync("d2");
        await order.DeclineAsync("d3");
        await order.ShouldBeAsync("Allocating");
        await order.AllocateAsync();
        await order.ShouldBeAsync("Releasing");
        await order.ReleaseAsync();

        await order.ShouldBeAsync("Declined");
    }

    [Fact]
    public async Task Should_keep_a_payment_that_came_before_the_last_decline()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.DeclineAsync("d1");
        await order.DeclineAsync("d2");
        await order.PayAsync();
        await order.DeclineAsync("d3");
        await order.AllocateAsync();

        await order.ShouldBeAsync("Confirmed");
    }

    [Fact]
    public async Task Should_count_the_declines_of_both_states_together()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.DeclineAsync("d1");
        await order.AllocateAsync();
        await order.DeclineAsync("d2");
        await order.ShouldBeAsync("AwaitingPayment");
        await order.DeclineAsync("d3");

        await order.ShouldBeAsync("Releasing");
    }
}
