using System.Collections.Concurrent;
using System.Net;
using FlashSale.TestKit;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace FlashSale.EndToEnd.Tests;

/// <summary>All that Redis holds of a sale goes at one moment, between requests of 600 buyers for 300 units.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class When_Redis_loses_a_sale_under_load(RunningSystem system)
{
    const int Units = 300;
    const int AcceptedAtTheLoss = 150;

    // Enough to buy all units when none of the orders at the loss had been relayed, and all units were gone by then.
    const int Buyers = 2 * Units;

    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Should_sell_each_unit_once_and_lose_nothing_that_had_left_Redis()
    {
        var product = $"lost-{Guid.NewGuid():N}";
        await system.Shop.OpenSaleAsync(product, Units, paymentWindowSeconds: 600);
        var accepted = new ConcurrentDictionary<string, Guid>(StringComparer.Ordinal);
        var atTheLoss = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var loss = LoseAsync(product, atTheLoss.Task);
        await Parallel.ForEachAsync(Enumerable.Range(0, Buyers), new ParallelOptions { MaxDegreeOfParallelism = 40 }, async (number, _) =>
        {
            if (await AskUntilAnsweredAsync(product, $"buyer-{number}") is not { } order)
                return;
            accepted[$"buyer-{number}"] = order;
            if (accepted.Count >= AcceptedAtTheLoss)
                atTheLoss.TrySetResult();
        });
        await loss;

        // Who was told before the loss that all is sold does not come again; others do.
        var late = Buyers;
        // In no other state is any: nobody was promised a unit that the ledger did not have.
        await Poll.UntilAsync(async () =>
        {
            for (; await AskUntilAnsweredAsync(product, $"buyer-{late}") is { } order; late++)
                accepted[$"buyer-{late}"] = order;
            late++;
            return string.Join(", ", await Records.OrdersByStateAsync(product));
        }, states => states == $"[AwaitingPayment, {Units}]", "300 orders wait for their payment", Timeout);
        (await Records.CountAsync("SELECT count(DISTINCT user_id) FROM ordering.orders WHERE product_id = $1", product)).ShouldBe(Units);

        foreach (var (buyer, order) in accepted)
        {
            if (await system.Shop.StatusAsync(order, buyer) is "HTTP 404")
            {
                // Its intent was not relayed at the loss: the one stated loss. The buyer holds nothing, and was free to order again.
                (await Records.CountAsync("SELECT count(*) FROM ordering.orders WHERE order_id = $1", order)).ShouldBe(0);
                continue;
            }

            (await AskUntilAnsweredAsync(product, buyer)).ShouldBe(order, "the same key gives the same 202");
            (await system.Shop.OrderAsync(product, buyer, "another-key")).Body.GetProperty("code").GetString().ShouldBe("purchase-limit");
        }

        var books = await Poll.UntilAsync(() => system.Shop.BooksAsync(product), books => books.GetProperty("balanced").GetBoolean(), "the books balance");
        books.GetProperty("redis").GetProperty("available").GetInt32().ShouldBe(0);
        books.GetProperty("redis").GetProperty("reserved").GetInt32().ShouldBe(Units);
    }

    static async Task LoseAsync(string product, Task moment)
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(Servers.Addresses.Redis);
        await moment.WaitAsync(Timeout);
        // At one moment, as FLUSHALL; the server is shared with other tests.
        var gone = (int)await redis.GetDatabase().ScriptEvaluateAsync("local keys = redis.call('KEYS', ARGV[1]) return redis.call('UNLINK', unpack(keys))", values: [$"{{{product}}}:*"]);
        gone.ShouldBeGreaterThan(AcceptedAtTheLoss);
    }

    /// <summary>The same key each time, until there is an answer that counts.</summary>
    /// <returns>The order; null when there is no unit left.</returns>
    async Task<Guid?> AskUntilAnsweredAsync(string product, string buyer)
    {
        var answer = await Poll.UntilAsync(() => system.Shop.OrderAsync(product, buyer, $"key-{buyer}"),
            answer => answer.Status is HttpStatusCode.Accepted or HttpStatusCode.Conflict, $"{buyer} has an answer", Timeout);
        if (answer.Status is HttpStatusCode.Accepted)
            return answer.Body.GetProperty("orderId").GetGuid();
        answer.Body.GetProperty("code").GetString().ShouldBe("sold-out");
        return null;
    }
}
