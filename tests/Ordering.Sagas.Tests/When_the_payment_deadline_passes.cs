using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Bench;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

public sealed class When_the_payment_deadline_passes(OrderBench bench) : IClassFixture<OrderBench>
{
    [Fact]
    public async Task Should_release_the_stock_and_then_tell_the_buyer()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.MoveTheClockPastTheDeadlineAsync();
        await order.ShouldBeAsync("Releasing");
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(ReleaseStock));
        bench.Mailbox.Of<ReleaseStock>(order.Id).Single().ShouldBe(new ReleaseStock { OrderId = order.Id, ProductId = "phone", UserId = "ada", Quantity = 2 });
        await order.ReleaseAsync();

        await order.ShouldBeAsync("Expired");
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(ReleaseStock), nameof(OrderExpired));
    }

    [Fact]
    public async Task Should_expire_by_itself_when_the_time_that_the_ledger_gave_has_come()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        await order.AllocateAsync(paymentWindow: TimeSpan.FromMilliseconds(300));

        await Poll.UntilAsync(order.ReadAsync, read => read!.CurrentState == "Releasing", "expired");
        (await bench.Database.ScalarAsync<bool>(
            "SELECT t.at >= o.payment_due_at FROM ordering.timeline t JOIN ordering.orders o USING (order_id) WHERE o.order_id = $1 AND t.event = 'PaymentExpired'", order.Id)).ShouldBeTrue();
    }

    [Fact]
    public async Task Should_drop_a_deadline_that_is_not_the_orders()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        (await bench.TellAsync(new PaymentExpired { OrderId = order.Id }, schedule: Guid.NewGuid())).ShouldBeNull();

        await order.ShouldBeAsync("AwaitingPayment");
        (await order.ScheduledAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Should_wait_for_a_recorded_payment_that_is_on_its_way()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        var payment = await order.RecordPaymentAsync();

        await order.MoveTheClockPastTheDeadlineAsync();
        await order.ShouldBeAsync("AwaitingPayment");
        await order.TellAsync(payment);

        await order.ShouldBeAsync("Confirmed");
        (await order.RefundsAsync()).ShouldBeEmpty();
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(CommitStock), nameof(OrderConfirmed));
    }

    [Fact]
    public async Task Should_expire_when_the_payment_that_it_waited_for_is_wrong()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        var payment = await order.RecordPaymentAsync(amount: 1m);

        await order.MoveTheClockPastTheDeadlineAsync();
        await order.ShouldBeAsync("AwaitingPayment");
        await order.TellAsync(payment);

        await order.ShouldBeAsync("Releasing");
        (await order.ReadAsync())!.RequestedEnd.ShouldBe("Expired");
        (await order.RefundsAsync()).ShouldBe(["p1 wrong-amount"]);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(ReleaseStock), nameof(RefundRequested));
    }

    [Fact]
    public async Task Should_wait_for_all_recorded_payments_before_it_expires()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        var wrong = await order.RecordPaymentAsync("p1", amount: 1m);
        var right = await order.RecordPaymentAsync("p2");

        await order.MoveTheClockPastTheDeadlineAsync();
        await order.TellAsync(wrong);
        await order.ShouldBeAsync("AwaitingPayment");
        await order.TellAsync(right);

        await order.ShouldBeAsync("Confirmed");
        (await order.RefundsAsync()).ShouldBe(["p1 wrong-amount"]);
    }

    [Fact]
    public async Task Should_not_wait_for_a_payment_that_goes_back()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.PayAsync(amount: 1m);
        await order.ShouldBeAsync("AwaitingPayment");
        await order.MoveTheClockPastTheDeadlineAsync();

        await order.ShouldBeAsync("Releasing");
    }

    [Fact]
    public async Task Should_not_wait_for_a_declined_payment()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.DeclineAsync("d1");
        await order.MoveTheClockPastTheDeadlineAsync();

        await order.ShouldBeAsync("Releasing");
    }

    [Fact]
    public async Task Should_not_wait_for_the_payment_of_another_order()
    {
        var other = await TestOrder.AwaitingPaymentAsync(bench);
        await other.RecordPaymentAsync();
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.MoveTheClockPastTheDeadlineAsync();

        await order.ShouldBeAsync("Releasing");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_refund_a_late_payment(bool afterTheRelease)
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        await order.MoveTheClockPastTheDeadlineAsync();
        if (afterTheRelease)
            await order.ReleaseAsync();

        await order.PayAsync();

        await order.ShouldBeAsync(afterTheRelease ? "Expired" : "Releasing");
        (await order.RefundsAsync()).ShouldBe(["p1 order-ended"]);
        (await order.ReadAsync())!.PaymentId.ShouldBeNull();
    }

    [Fact]
    public async Task Should_still_obey_a_cancellation_while_it_waits_for_a_payment()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        var payment = await order.RecordPaymentAsync();
        await order.MoveTheClockPastTheDeadlineAsync();

        await order.CancelAsync();
        await order.TellAsync(payment);

        (await order.ReadAsync())!.RequestedEnd.ShouldBe("Cancelled");
        (await order.RefundsAsync()).ShouldBe(["p1 order-ended"]);
    }
}
