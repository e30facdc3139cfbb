using System.Diagnostics;
using System.Net;
using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.EndToEnd.Tests;

/// <summary>A crowd's orders wait in the stream of their own sale, and nobody else's orders stand behind them.</summary>
[Trait("Takes", "Minutes")]
[Collection(EndToEndCollection.Name)]
public sealed class When_a_small_sale_comes_after_a_big_one(RunningSystem system)
{
    const int Many = 8_000;
    const int Few = 20;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Should_decide_its_orders_before_the_rest_of_the_big_one_and_tell_their_wait()
    {
        var (big, small) = ($"big-{Guid.NewGuid():N}", $"small-{Guid.NewGuid():N}");
        await system.Shop.OpenSaleAsync(big, Many, paymentWindowSeconds: 3_600);
        await system.Shop.OpenSaleAsync(small, Few, paymentWindowSeconds: 3_600);
        await FlashSaleCommand.RunAsync("stop", "sagas");
        await Parallel.ForEachAsync(Enumerable.Range(0, Many), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (buyer, _) => await OrderAsync(big, $"crowd-{buyer}"));
        await FlashSaleCommand.RunAsync("start", "sagas");
        await Poll.UntilAsync(() => DecidedAsync(big), decided => decided > 0, "the crowd's orders are under way", Patience);

        var told = await Task.WhenAll(Enumerable.Range(0, Few).Select(buyer => OrderAsync(small, $"buyer-{buyer}")));
        var clock = Stopwatch.StartNew();
        await Poll.UntilAsync(() => DecidedAsync(small), decided => decided == Few, "the small sale's orders are decided", Patience);
        var took = clock.Elapsed;

        (await DecidedAsync(big)).ShouldBeLessThan(Many - 1_000, "most of the crowd still waits");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        told.ShouldAllBe(seconds => Math.Abs(seconds - took.TotalSeconds) < 15);
        await Poll.UntilAsync(() => DecidedAsync(big), decided => decided == Many, "the crowd's orders are decided", Patience);
    }

    /// <returns>The wait that the buyer is told, in seconds.</returns>
    async Task<int> OrderAsync(string product, string user)
    {
        var (status, body) = await system.Shop.OrderAsync(product, user);
        status.ShouldBe(HttpStatusCode.Accepted, JsonSerializer.Serialize(body));
        return body.GetProperty("estimatedWaitSeconds").GetInt32();
    }

    static Task<int> DecidedAsync(string product) => Records.CountAsync("SELECT count(*) FROM inventory.order_movements WHERE product_id = $1 AND kind = 'allocation'", product);
}
