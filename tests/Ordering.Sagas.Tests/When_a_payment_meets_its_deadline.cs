using System.Diagnostics;
using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Bench;
using FlashSale.TestKit;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>
/// The API's transaction records a payment while the saga's decides the expiry, 1,000 times. When the payment starts is steered by how
/// the last race ended, so that they meet: each side wins about half of them.
/// </summary>
public sealed class When_a_payment_meets_its_deadline(OrderBench bench, ITestOutputHelper output) : IClassFixture<OrderBench>
{
    const int Orders = 1_000;
    const int AtOnce = 4;

    [Fact]
    public async Task Should_either_sell_or_give_stock_and_money_back()
    {
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => RaceAsync(Orders / AtOnce)));

        var wrong = await bench.Database.ScalarAsync<string[]>("""
            SELECT coalesce(array_agg(format('%s: %s, %s refunds', order_id, state, refunds)), '{}')
            FROM ordering.orders CROSS JOIN LATERAL (SELECT count(*) AS refunds FROM ordering.refunds r WHERE r.order_id = orders.order_id) r
            WHERE (state, refunds) NOT IN (('Confirmed', 0), ('Releasing', 1))
            """);
        wrong.ShouldBeEmpty();
        var sold = await bench.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.orders WHERE state = 'Confirmed'");
        sold.ShouldBeInRange(Orders / 5, Orders * 4 / 5, "the two must really meet");
        var back = Orders - (int)sold;
        await Poll.UntilAsync(() => Task.FromResult((bench.Mailbox.Count<CommitStock>(), bench.Mailbox.Count<ReleaseStock>(), bench.Mailbox.Count<RefundRequested>())),
            counts => counts == ((int)sold, back, back), "one command to the ledger an order, one refund an order that was not sold");

        var distances = await bench.Database.ScalarAsync<double[]>("""
            SELECT array_agg(abs(extract(epoch FROM p.received_at - t.at) * 1000)::float8 ORDER BY abs(extract(epoch FROM p.received_at - t.at)))
            FROM ordering.payments p JOIN ordering.timeline t USING (order_id) WHERE t.event = 'PaymentExpired'
            """);
        output.WriteLine($"{sold} sold, {Orders - sold} given back; payment and expiry were p50 {distances[distances.Length / 2]:0.00} ms, p90 {distances[distances.Length * 9 / 10]:0.00} ms apart");
    }

    async Task RaceAsync(int rounds)
    {
        var head = TimeSpan.FromMilliseconds(1);
        for (var round = 0; round < rounds; round++)
        {
            var order = await TestOrder.AwaitingPaymentAsync(bench);
            var expiry = order.ExpireNowAsync();
            var started = Stopwatch.GetTimestamp();
            await Task.Run(() => SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(started) >= head));
            await order.TellAsync(await order.RecordPaymentAsync());
            await expiry;

            // The payment came too late: earlier next time, and the other way round.
            var isSold = (await order.ReadAsync())!.CurrentState == "Confirmed";
            head += TimeSpan.FromMicroseconds(isSold ? 200 : head > TimeSpan.Zero ? -200 : 0);
        }
    }
}
