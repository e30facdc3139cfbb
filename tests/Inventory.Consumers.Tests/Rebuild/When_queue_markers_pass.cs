using FlashSale.ServiceDefaults.Messaging;
using MassTransit;

namespace FlashSale.Inventory.Tests.Rebuild;

/// <summary>The sagas' markers go through the queue that a rebuild has to see empty, here 25 times as often as in production.</summary>
public sealed class When_queue_markers_pass(InventoryThatLosesItsRedis inventory) : IClassFixture<InventoryThatLosesItsRedis>
{
    [Fact]
    public async Task Should_find_the_queue_empty_between_them()
    {
        var sagas = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(inventory.Broker.Address);
            // As long as it takes to note one.
            rabbit.ReceiveEndpoint("order-state", endpoint => endpoint.Handler<QueueMarker>(_ => Task.Delay(5)));
        });
        await sagas.StartAsync();
        using var stop = new CancellationTokenSource();
        var markers = SendAsync(sagas, stop.Token);
        var product = await inventory.OpenSaleAsync(5);
        await inventory.HoldAsync(product, "alice");

        await inventory.LoseAllAsync();
        await inventory.ReopenedAsync(product);

        await stop.CancelAsync();
        (await markers).ShouldBeGreaterThan(5);
        await sagas.StopAsync();
    }

    static async Task<int> SendAsync(IBus sagas, CancellationToken stop)
    {
        var sent = 0;
        for (; !stop.IsCancellationRequested; sent++)
        {
            await sagas.Publish(new QueueMarker { SentAt = DateTimeOffset.UtcNow }, CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }

        return sent;
    }
}
