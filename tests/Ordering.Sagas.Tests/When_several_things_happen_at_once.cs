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
    public async Task Should_either_sell_or_cancel() => await RaceAsync(order => new OrderCancellationRequested { OrderId = order.Id });

    [Fact]
    public async Task Should_either_sell_or_expire()
    {
        // Told directly, and the payment unrecorded: what would have been decided at the very moment of the deadline.
        for (var round = 0; round < Rounds; round++)
        {
            var order = await TestOrder.AwaitingPaymentAsync(bench);
            var payment = new PaymentReceived { OrderId = order.Id, PaymentId = $"p1-{order.Id:N}", Amount = TestOrder.Amount, Currency = "EUR" };
            await Task.WhenAll(order.TellAsync(payment), order.TellAsync(new PaymentExpired { OrderId = order.Id }));
            await OneShouldHaveWonAsync(order);
        }
    }

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

    async Task RaceAsync(Func<TestOrder, object> rival)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var order = await TestOrder.AwaitingPaymentAsync(bench);
            await Task.WhenAll(order.PayAsync(), order.TellAsync(rival(order)));
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
