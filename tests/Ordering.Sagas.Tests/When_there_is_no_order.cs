using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Early;
using FlashSale.Ordering.Sagas.Tests.Bench;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>What each event does without an order is in the table of <see cref="Every_event_in_every_state"/>; here is what happens to the money.</summary>
public sealed class When_there_is_no_order(OrderBench bench) : IClassFixture<OrderBench>
{
    static readonly TimeSpan[] Waits = [.. EarlyMessages.WaitsOf(OrderBench.Timings.Redeliveries)];

    [Fact]
    public async Task Should_keep_a_payment_coming_while_the_order_may_still_arrive()
    {
        var order = new TestOrder(bench);
        var payment = await order.RecordPaymentAsync();

        (await bench.TellAsync(payment, early: Waits.Length - 1)).ShouldBeNull();

        (await order.RefundsAsync()).ShouldBeEmpty();
        (await order.PostponedAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Should_refund_the_payment_when_it_has_come_for_the_last_time()
    {
        var order = new TestOrder(bench);
        var payment = await order.RecordPaymentAsync();

        (await bench.TellAsync(payment, early: Waits.Length)).ShouldBeNull();

        (await order.PostponedAsync()).ShouldBe(0);
        (await order.RefundsAsync()).ShouldBe(["p1 order-unknown"]);
        await order.ShouldHaveSentAsync(nameof(RefundRequested));
        bench.Mailbox.Of<RefundRequested>(order.Id).Single().ShouldBe(new RefundRequested
        {
            OrderId = order.Id,
            PaymentId = payment.PaymentId,
            Amount = payment.Amount,
            Currency = payment.Currency,
            Reason = "order-unknown",
        });
    }

    [Fact]
    public async Task Should_give_up_a_request_that_has_come_for_the_last_time()
    {
        var order = new TestOrder(bench);
        (await bench.TellAsync(new OrderCancellationRequested { OrderId = order.Id }, early: Waits.Length)).ShouldBeOfType<OrderUnknownException>();
    }

    [Fact]
    public async Task Should_not_let_the_refunded_payment_hold_back_the_deadline_of_an_order_that_came_after_all()
    {
        var order = new TestOrder(bench);
        await bench.TellAsync(await order.RecordPaymentAsync(), early: Waits.Length);

        await order.TellAsync(order.Submission);
        await order.AllocateAsync();
        await order.MoveTheClockPastTheDeadlineAsync();

        await order.ShouldBeAsync("Releasing");
    }

    [Fact]
    public async Task Should_pay_for_the_order_when_the_payment_comes_again_after_it()
    {
        var order = new TestOrder(bench);
        (await bench.TellAsync(await order.RecordPaymentAsync())).ShouldBeNull();

        await order.TellAsync(order.Submission);
        await order.AllocateAsync();

        await Poll.UntilAsync(order.ReadAsync, read => read!.CurrentState == "Confirmed", "Confirmed, by the payment that comes again by itself");
        (await order.TimelineAsync()).ShouldBe(["Initial OrderSubmitted Allocating", "Allocating StockAllocated AwaitingPayment", "AwaitingPayment PaymentReceived Confirmed"]);
    }

    [Fact]
    public void Should_have_a_payment_come_as_long_as_redeliveries_take_and_at_first_soon()
    {
        Waits[0].ShouldBe(TimeSpan.FromSeconds(1));
        Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait).ShouldBe(OrderBench.Timings.Redeliveries.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait));
        Waits.Length.ShouldBe(10);
        EarlyMessages.WaitsOf([]).ShouldBeEmpty();
        EarlyMessages.WaitsOf([TimeSpan.Zero, TimeSpan.FromSeconds(0.3)]).ShouldBe([TimeSpan.FromSeconds(0.3)]);
    }
}
