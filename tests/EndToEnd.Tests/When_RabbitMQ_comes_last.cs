using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace FlashSale.EndToEnd.Tests;

/// <summary>All services are started while there is no broker. The API takes orders, and they go on when there is one: nobody restarts anything.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class When_RabbitMQ_comes_last(RunningSystem system)
{
    [Fact]
    public async Task Should_take_orders_before_and_bring_them_on_their_way_after()
    {
        var product = $"broker-last-{Guid.NewGuid():N}";
        await system.Shop.OpenSaleAsync(product, 10, paymentWindowSeconds: 600);
        foreach (var name in RunningSystem.Services.Append("rabbitmq"))
            await FlashSaleCommand.RunAsync("stop", name);

        // Ends when the instance is ready.
        await FlashSaleCommand.RunAsync("start", "api");
        var early = await OrderAsync(product, "ada");
        var workers = Task.WhenAll(RunningSystem.Services.Where(service => service != "api").Select(service => FlashSaleCommand.RunAsync("start", service)));
        await Task.Delay(TimeSpan.FromSeconds(5));
        workers.IsCompleted.ShouldBeFalse("workers are not ready without a broker");
        var late = await OrderAsync(product, "bob");
        (await system.Shop.StatusAsync(early, "ada")).ShouldBe("Accepted");

        await FlashSaleCommand.RunAsync("start", "rabbitmq");
        await workers;
        await system.Shop.WaitForStatusAsync(early, "ada", "AwaitingPayment", TimeSpan.FromSeconds(30));
        await system.Shop.WaitForStatusAsync(late, "bob", "AwaitingPayment", TimeSpan.FromSeconds(30));
        (await system.Shop.PayAsync(early)).ShouldBe(HttpStatusCode.Accepted);
        await system.Shop.WaitForStatusAsync(early, "ada", "Completed", TimeSpan.FromSeconds(30));
    }

    async Task<Guid> OrderAsync(string product, string user)
    {
        var (status, body) = await system.Shop.OrderAsync(product, user);
        status.ShouldBe(HttpStatusCode.Accepted, JsonSerializer.Serialize(body));
        return body.GetProperty("orderId").GetGuid();
    }
}
