using System.Collections.Concurrent;
using System.Net;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.EndToEnd.Tests;

/// <summary>2,000 orders while each service is killed once and PostgreSQL is gone for 30 s.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class When_services_and_PostgreSQL_die_under_load(RunningSystem system)
{
    const int Orders = 2_000;

    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);
    static readonly TimeSpan PostgresOutage = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Should_bring_every_order_to_an_end_and_balance_the_books()
    {
        var product = $"chaos-{Guid.NewGuid():N}";
        await system.Shop.OpenSaleAsync(product, Orders, paymentWindowSeconds: 45);
        var accepted = new ConcurrentDictionary<Guid, int>();

        var faults = InjectFaultsAsync();
        // 25 buyers at a time, a pause after each: the orders run through all faults.
        await Parallel.ForEachAsync(Enumerable.Range(0, Orders), new ParallelOptions { MaxDegreeOfParallelism = 25 }, async (buyer, _) =>
        {
            var order = await OrderUntilAnsweredAsync(product, $"buyer-{buyer}");
            accepted[order] = buyer;
            if (buyer % 3 == 0)
                await PayUntilAnsweredAsync(order);
            else if (buyer % 3 == 1)
                await CancelUntilAnsweredAsync(order, $"buyer-{buyer}");
            await Task.Delay(500, CancellationToken.None);
        });
        await faults;
        accepted.Count.ShouldBe(Orders);

        var ends = await Poll.UntilAsync(() => Records.OrdersByStateAsync(product),
            states => states.Where(s => s.Key is "Completed" or "Expired" or "Cancelled").Sum(s => s.Value) == Orders, "2,000 orders ended", TimeSpan.FromMinutes(3));
        ends.Values.Sum().ShouldBe(Orders);
        (await Records.CountAsync("SELECT count(*) FROM ordering.orders WHERE order_id = ANY($1)", accepted.Keys.ToArray())).ShouldBe(Orders);

        var books = await Poll.UntilAsync(() => system.Shop.BooksAsync(product), books => books.GetProperty("balanced").GetBoolean(), "the books balance");
        ends.GetValueOrDefault("Completed").ShouldBeGreaterThan(0);
        ends.GetValueOrDefault("Cancelled").ShouldBeGreaterThan(0);
        ends.GetValueOrDefault("Expired").ShouldBeGreaterThan(0);
        books.GetProperty("ledger").GetProperty("sold").GetInt32().ShouldBe(ends.GetValueOrDefault("Completed"));
        books.GetProperty("redis").GetProperty("available").GetInt32().ShouldBe(Orders - ends.GetValueOrDefault("Completed"));

        // A paid order that expired all the same has its refund; nobody else has one.
        await Poll.UntilAsync(() => Records.CountAsync("""
            SELECT count(*) FROM ordering.payments p JOIN ordering.orders o USING (order_id)
            WHERE o.product_id = $1 AND p.outcome = 'succeeded'
              AND (o.state = 'Completed') = EXISTS (SELECT FROM ordering.refunds r WHERE r.payment_id = p.payment_id AND r.state = 'Refunded')
            """, product), wrong => wrong == 0, "each payment is matched by a completed order or a refund", TimeSpan.FromSeconds(60));
        await Poll.UntilAsync(Records.QueuesWithMessagesAsync, queues => queues.Count == 0, "no message in any queue, none in any _error queue", TimeSpan.FromSeconds(60));
    }

    static async Task InjectFaultsAsync()
    {
        foreach (var service in RunningSystem.Services)
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            await FlashSaleCommand.RunAsync("kill", service);
            await FlashSaleCommand.RunAsync("start", service);
        }

        await FlashSaleCommand.RunAsync("stop", "postgres");
        await Task.Delay(PostgresOutage);
        await FlashSaleCommand.RunAsync("start", "postgres");
    }

    // The same key each time: whatever happened to the first try, the buyer holds one order.
    async Task<Guid> OrderUntilAnsweredAsync(string product, string buyer)
    {
        var answer = await Poll.UntilAsync(() => system.Shop.OrderAsync(product, buyer, $"key-{buyer}"), answer => answer.Status == HttpStatusCode.Accepted, $"{buyer} has an order", Timeout);
        return answer.Body.GetProperty("orderId").GetGuid();
    }

    // As a provider does it: the same payment id until the callback is taken.
    async Task PayUntilAnsweredAsync(Guid order) =>
        await Poll.UntilAsync(() => system.Shop.CallbackAsync(order, $"pay-{order:N}", 20.00m), status => status is HttpStatusCode.Accepted or HttpStatusCode.OK, $"the payment of {order} is taken", Timeout);

    // 409 while the saga has not taken the order over: ask again until it can be cancelled or has ended.
    Task CancelUntilAnsweredAsync(Guid order, string buyer) =>
        Poll.UntilAsync(async () => await system.Shop.CancelAsync(order, buyer) == HttpStatusCode.Accepted || await system.Shop.StatusAsync(order, buyer) is "Expired" or "Cancelled", $"the cancellation of {order} is taken", Timeout);
}
