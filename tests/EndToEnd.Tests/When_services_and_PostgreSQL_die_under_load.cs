using Shouldly;
using System.Collections.Concurrent;
using System.Net;
using FlashSale.TestKit;
using Xunit;

namespace FlashSale.EndToEnd.Tests;

/// <summary>2,000 orders while each service is killed once and PostgreSQL is gone for 30 s.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class When_services_and_PostgreSQL_die_under_load(RunningSystem system)
{
    const int Orders = 2_000;

    static readonly TimeSpan PostgresOutage = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Should_bring_every_order_to_an_end_and_balance_the_books()
    {
        var product = $"chaos-{Guid.NewGuid():N}";
        await system.Shop.OpenSaleAsync(product, Orders, paymentWindowSeconds: 45);
        var accepted = new ConcurrentDictionary<Guid, string>();
        using var faultsDone = new CancellationTokenSource();

        var faults = InjectFaultsAsync().ContinueWith(async task =>
        {
            await faultsDone.CancelAsync();
            await task;
        }, TaskScheduler.Default).Unwrap();
        // 25 buyers at a time, a pause after each: the orders run through all faults.
        await Parallel.ForEachAsync(Enumerable.Range(0, Orders), new ParallelOptions { MaxDegreeOfParallelism = 25 }, async (buyer, _) =>
        {
            var id = await OrderUntilAnsweredAsync(product, $"buyer-{buyer}");
            accepted[id] = $"buyer-{buyer}";
            await Task.Delay(250, CancellationToken.None);
        });
        await faults;
        accepted.Count.ShouldBe(Orders);

        // A third pays, a third cancels, a third expires; what comes too late is refunded or refused.
        await Parallel.ForEachAsync(accepted.Chunk(3), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (orders, _) =>
        {
            await system.Shop.PayAsync(orders[0].Key);
            if (orders.Length > 1)
                await system.Shop.CancelAsync(orders[1].Key, orders[1].Value);
        });

        var ends = await Poll.UntilAsync(() => Records.OrdersByStateAsync(product),
            states => states.Where(s => s.Key is "Completed" or "Expired" or "Cancelled").Sum(s => s.Value) == Orders, "2,000 orders ended", TimeSpan.FromMinutes(3));
        ends.Values.Sum().ShouldBe(Orders);
        (await Records.CountAsync("SELECT count(*) FROM ordering.orders WHERE order_id = ANY($1)", accepted.Keys.ToArray())).ShouldBe(Orders);

        var books = await Poll.UntilAsync(() => system.Shop.BooksAsync(product), books => books.GetProperty("balanced").GetBoolean(), "the books balance");
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
        var key = $"key-{buyer}";
        return await Poll.UntilAsync(async () =>
        {
            var (status, body) = await system.Shop.OrderAsync(product, buyer, key);
            return (Status: status, OrderId: status == HttpStatusCode.Accepted ? body.GetProperty("orderId").GetGuid() : Guid.Empty);
        }, answer => answer.Status == HttpStatusCode.Accepted, $"{buyer} has an order", TimeSpan.FromSeconds(60)) is { OrderId: var id } ? id : Guid.Empty;
    }
}
