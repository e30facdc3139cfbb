using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Bench;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

public sealed class When_a_payment_ends(OrderBench bench) : IClassFixture<OrderBench>
{
    [Fact]
    public async Task Should_refund_the_second_of_two_that_succeed()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.PayAsync("p1");
        await order.PayAsync("p2");

        await order.ShouldBeAsync("Confirmed");
        (await order.ReadAsync())!.PaymentId.ShouldBe($"p1-{order.Id:N}");
        (await order.RefundsAsync()).ShouldBe(["p2 already-paid"]);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(CommitStock), nameof(OrderConfirmed), nameof(RefundRequested));
    }

    [Fact]
    public async Task Should_not_refund_the_orders_own_payment_told_again()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        var payment = await order.RecordPaymentAsync();
        await order.TellAsync(payment);

        // A new message id: an old message from a dead-letter queue, say, after the inbox has forgotten it.
        await order.TellAsync(payment);
        await order.CommitAsync();
        await order.EndNoticeAsync();
        await order.TellAsync(payment);

        await order.ShouldBeAsync("Completed");
        (await order.RefundsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_refund_once_however_often_it_is_told()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        await order.PayAsync("p1");
        var second = await order.RecordPaymentAsync("p2");

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => order.TellAsync(second)));

        (await order.RefundsAsync()).ShouldBe(["p2 already-paid"]);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(CommitStock), nameof(OrderConfirmed), nameof(RefundRequested));
    }

    [Fact]
    public async Task Should_consume_one_message_once()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        var payment = await order.RecordPaymentAsync();
        var messageId = Guid.NewGuid();

        for (var delivery = 0; delivery < 10; delivery++)
            (await bench.TellAsync(payment, messageId)).ShouldBeNull();

        (await order.TimelineAsync()).Count(row => row.Contains("PaymentReceived", StringComparison.Ordinal)).ShouldBe(1);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(CommitStock), nameof(OrderConfirmed));
    }

    [Fact]
    public async Task Should_refund_a_wrong_amount_and_let_the_buyer_pay_the_right_one()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.PayAsync("p1", amount: 20m);
        await order.ShouldBeAsync("AwaitingPayment");
        (await order.ScheduledAsync()).ShouldBe(1);
        await order.PayAsync("p2");

        await order.ShouldBeAsync("Confirmed");
        (await order.RefundsAsync()).ShouldBe(["p1 wrong-amount"]);
    }

    [Fact]
    public async Task Should_let_the_buyer_try_again_after_two_declines()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.DeclineAsync("d1");
        await order.DeclineAsync("d2");
        await order.ShouldBeAsync("AwaitingPayment");
        await order.PayAsync();

        await order.ShouldBeAsync("Confirmed");
    }

    [Fact]
    public async Task Should_end_the_order_with_the_third_decline()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.DeclineAsync("d1");
        await order.DeclineAsync("d2");
        await order.DeclineAsync("d3");
        await order.ShouldBeAsync("Releasing");
        (await order.ScheduledAsync()).ShouldBe(0);
        await order.ReleaseAsync();

        await order.ShouldBeAsync("Declined");
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(ReleaseStock), nameof(OrderDeclined));
    }

    [Fact]
    public async Task Should_be_paid_by_a_payment_that_was_declined_before()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.DeclineAsync("p1");
        await order.PayAsync("p1");

        await order.ShouldBeAsync("Confirmed");
        (await order.RefundsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_note_a_completed_refund_without_moving()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        await order.PayAsync(amount: 1m);

        await order.TellAsync(new RefundCompleted { OrderId = order.Id, PaymentId = $"p1-{order.Id:N}" });

        (await order.TimelineAsync())[^1].ShouldBe("AwaitingPayment RefundCompleted AwaitingPayment");
    }
}
