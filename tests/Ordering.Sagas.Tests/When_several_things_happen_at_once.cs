using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Bench;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>Two messages of one order, handled concurrently: one wins, and money and stock agree on which.</summary>
public sealed class When_several_things_happen_at_once(OrderBench bench) : IClassFixture<OrderBench>
{
    const int Rounds = 25;

    [Fact]
    public Task Should_either_sell_or_cancel() => RaceAsync(order => order.PayAsync(), order => order.CancelAsync());

    [Fact]
    public Task Should_either_sell_or_expire() => RaceAsync(
        // Not recorded: else the deadline would wait for it, and there would be no race.
        order => order.TellAsync(new PaymentReceived { OrderId = order.Id, PaymentId = $"p1-{order.Id:N}", Amount = TestOrder.Amount, Currency = "EUR" }),
        order => order.ExpireNowAsync());

    [Fact]
    public Task Should_always_sell_when_the_payment_was_recorded_before_the_deadline_passed() => RaceAsync(
        async order =>
        {
            var payment = await order.RecordPaymentAsync();
            await Task.WhenAll(order.TellAsync(payment), order.ExpireNowAsync());
            (await order.RefundsAsync()).ShouldBeEmpty();
        },
        _ => Task.CompletedTask);

    [Fact]
    public async Task Should_either_sell_or_decline()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var order = await TestOrder.AwaitingPaymentAsync(bench);
            await order.DeclineAsync("d1");
            await order.DeclineAsync("d2");
            await Task.WhenAll(order.PayAsync(), order.DeclineAsync("d3"));
            await OneShouldHaveWonAsync(order);
        }
    }

    [Fact]
    public async Task Should_keep_one_of_five_payments()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await Task.WhenAll(Enumerable.Range(1, 5).Select(n => order.PayAsync($"p{n}")));

        await order.ShouldBeAsync("Confirmed");
        (await order.RefundsAsync()).Count.ShouldBe(4);
        (await bench.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.refunds r JOIN ordering.orders o USING (payment_id) WHERE o.order_id = $1", order.Id)).ShouldBe(0);
    }

    async Task RaceAsync(Func<TestOrder, Task> payment, Func<TestOrder, Task> rival)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var order = await TestOrder.AwaitingPaymentAsync(bench);
            await (round % 2 == 0 ? Task.WhenAll(payment(order), rival(order)) : Task.WhenAll(rival(order), payment(order)));
            await OneShouldHaveWonAsync(order);
        }
    }

    static async Task OneShouldHaveWonAsync(TestOrder order)
    {
        var state = (await order.ReadAsync())!.CurrentState;
        if (state == "Confirmed")
        {
            (await order.RefundsAsync()).ShouldBeEmpty();
            await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(CommitStock), nameof(OrderConfirmed));
        }
        else
        {
            state.ShouldBe("Releasing");
            (await order.RefundsAsync()).ShouldBe(["p1 order-ended"]);
            await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(ReleaseStock), nameof(RefundRequested));
        }
    }
}
