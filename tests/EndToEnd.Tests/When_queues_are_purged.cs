using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace FlashSale.EndToEnd.Tests;

/// <summary>What queues held is gone, as after an operator's mistake. PostgreSQL knows what is awaited, and asks again.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class When_queues_are_purged(RunningSystem system)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Should_bring_the_orders_to_their_ends()
    {
        var product = $"purged-{Guid.NewGuid():N}";
        await system.Shop.OpenSaleAsync(product, 10, paymentWindowSeconds: 600);
        var paid = await OrderAsync(product, "ada");
        await system.Shop.WaitForStatusAsync(paid, "ada", "AwaitingPayment");

        await FlashSaleCommand.RunAsync("stop", "sagas");
        (await system.Shop.PayAsync(paid)).ShouldBe(HttpStatusCode.Accepted);
        await Records.PurgeAsync("order-state", least: 1);

        var submitted = await OrderAsync(product, "bob");
        await Records.WaitForMessagesAsync("order-state", 1);
        await FlashSaleCommand.RunAsync("stop", "inventory");
        await FlashSaleCommand.RunAsync("start", "sagas");
        await system.Shop.WaitForStatusAsync(submitted, "bob", "Allocating");
        await Records.PurgeAsync("allocate-stock", least: 1);
        await FlashSaleCommand.RunAsync("start", "inventory");

        await system.Shop.WaitForStatusAsync(paid, "ada", "Completed", Patience);
        await system.Shop.WaitForStatusAsync(submitted, "bob", "AwaitingPayment", Patience);
        (await Records.CountAsync("SELECT count(*) FROM ordering.resends WHERE order_id IN ($1, $2)", paid, submitted)).ShouldBe(2);
        (await system.Shop.BooksAsync(product)).GetProperty("balanced").GetBoolean().ShouldBeTrue();
    }

    async Task<Guid> OrderAsync(string product, string user)
    {
        var (status, body) = await system.Shop.OrderAsync(product, user);
        status.ShouldBe(HttpStatusCode.Accepted, JsonSerializer.Serialize(body));
        return body.GetProperty("orderId").GetGuid();
    }
}
