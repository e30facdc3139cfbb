using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Early;
using FlashSale.Ordering.Sagas.Tests.Bench;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>Dead letters that are delivered again days later, twice, when the inbox has forgotten them: what is unique in the records decides.</summary>
public sealed class When_messages_come_again_much_later(OrderBench bench) : IClassFixture<OrderBench>
{
    [Fact]
    public async Task Should_change_nothing_in_a_completed_order()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        await order.PayAsync();
        await order.CommitAsync();
        await order.EndNoticeAsync();

        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(CommitStock), nameof(OrderConfirmed));
        await ReplayAsync(order, "Completed", OwnPayment(order), new StockCommitted { OrderId = order.Id },
            new NoticeEnded { OrderId = order.Id, Notice = "confirmed", Channel = "email", Outcome = NoticeOutcome.GivenUp });
    }

    [Fact]
    public async Task Should_change_nothing_in_an_expired_order_but_give_money_back_once()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        await order.MoveTheClockPastTheDeadlineAsync();
        await order.ReleaseAsync();

        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(ReleaseStock), nameof(OrderExpired));
        var late = await order.RecordPaymentAsync("late");
        await ReplayAsync(order, "Expired", new StockReleased { OrderId = order.Id }, late);

        (await order.RefundsAsync()).ShouldBe(["late order-ended"]);
        await RefundShouldBeRequestedOnceAsync(order);
    }

    [Fact]
    public async Task Should_count_a_decline_once()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        await order.DeclineAsync("p1");

        await order.ShouldHaveSentAsync(nameof(AllocateStock));
        await ReplayAsync(order, "AwaitingPayment", new PaymentDeclined { OrderId = order.Id, PaymentId = $"p1-{order.Id:N}" });

        (await order.ReadAsync())!.Declines.ShouldBe(1);
    }

    [Fact]
    public async Task Should_refund_a_payment_of_an_unknown_order_once()
    {
        var order = new TestOrder(bench);
        var payment = await order.RecordPaymentAsync();
        var messageId = Guid.NewGuid();
        (await bench.TellAsync(payment, messageId, early: EarlyMessages.WaitsOf(OrderBench.Timings.Redeliveries).Count())).ShouldBeNull();

        for (var i = 0; i < 2; i++)
        {
            await ForgetAsync();
            (await bench.TellAsync(payment, messageId, early: EarlyMessages.WaitsOf(OrderBench.Timings.Redeliveries).Count())).ShouldBeNull();
        }

        (await order.RefundsAsync()).ShouldBe(["p1 order-unknown"]);
        await RefundShouldBeRequestedOnceAsync(order);
    }

    /// <summary>What the saga sends arrives a moment after its commit; a second one would be in the records, too.</summary>
    Task<int> RefundShouldBeRequestedOnceAsync(TestOrder order) => Poll.UntilAsync(
        () => Task.FromResult(bench.Mailbox.Of<RefundRequested>(order.Id).Count), count => count == 1, "one refund requested");

    static PaymentReceived OwnPayment(TestOrder order) =>
        new() { OrderId = order.Id, PaymentId = $"p1-{order.Id:N}", Amount = TestOrder.Amount, Currency = "EUR" };

    /// <summary>What the order has been told, and what came late, each twice under one message id, with an empty inbox.</summary>
    async Task ReplayAsync(TestOrder order, string state, params object[] messages)
    {
        object[] all = [order.Submission, new StockAllocated { OrderId = order.Id, PaymentDueAt = DateTimeOffset.UtcNow }, .. messages];
        var sent = bench.Mailbox.NamesFor(order.Id).Where(name => name != nameof(RefundRequested)).Order(StringComparer.Ordinal).ToArray();
        foreach (var message in all)
        {
            var messageId = Guid.NewGuid();
            for (var i = 0; i < 2; i++)
            {
                await ForgetAsync();
                (await bench.TellAsync(message, messageId)).ShouldBeNull();
            }
        }

        await order.ShouldBeAsync(state);
        bench.Mailbox.NamesFor(order.Id).Where(name => name != nameof(RefundRequested)).Order(StringComparer.Ordinal).ShouldBe(sent);
    }

    Task<int> ForgetAsync() => bench.Database.ExecuteAsync("DELETE FROM ordering.inbox");
}
