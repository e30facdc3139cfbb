using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Payments;
using FlashSale.Ordering.Sagas.Tests.Bench;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>What each event does without an order is in the table of <see cref="Every_event_in_every_state"/>; here is what happens to the money.</summary>
public sealed class When_there_is_no_order(OrderBench bench) : IClassFixture<OrderBench>
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Should_keep_a_payment_coming_while_the_order_may_still_arrive(int redeliveries)
    {
        var order = new TestOrder(bench);
        var payment = await order.RecordPaymentAsync();

        (await bench.TellAsync(payment, redeliveries: redeliveries)).ShouldBeOfType<OrderUnknownException>();

        (await order.RefundsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_refund_the_payment_at_its_last_permitted_delivery()
    {
        var order = new TestOrder(bench);
        var payment = await order.RecordPaymentAsync();

        (await bench.TellAsync(payment, redeliveries: OrderBench.Timings.Redeliveries.Count)).ShouldBeNull();

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
    public async Task Should_not_let_the_refunded_payment_hold_back_the_deadline_of_an_order_that_came_after_all()
    {
        var order = new TestOrder(bench);
        await bench.TellAsync(await order.RecordPaymentAsync(), redeliveries: OrderBench.Timings.Redeliveries.Count);

        await order.TellAsync(order.Submission);
        await order.AllocateAsync();
        await order.MoveTheClockPastTheDeadlineAsync();

        await order.ShouldBeAsync("Releasing");
    }

    [Fact]
    public async Task Should_pay_for_the_order_when_the_payment_comes_again_after_it()
    {
        var order = new TestOrder(bench);
        var payment = await order.RecordPaymentAsync();
        var messageId = Guid.NewGuid();
        (await bench.TellAsync(payment, messageId)).ShouldNotBeNull();

        await order.TellAsync(order.Submission);
        await order.AllocateAsync();
        (await bench.TellAsync(payment, messageId, redeliveries: 1)).ShouldBeNull();

        await order.ShouldBeAsync("Confirmed");
    }
}
