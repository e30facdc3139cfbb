using FlashSale.Contracts;
using MassTransit;

namespace FlashSale.Ordering.Sagas.Tests.Host;

/// <summary>Stand-ins for inventory and notifications: each answers what it is told, under the names of the real queues.</summary>
static class TestServices
{
    public static async Task<IBusControl> StartInventoryAsync(Uri broker, TimeSpan paymentWindow) => await StartAsync(broker, bus =>
    {
        bus.ReceiveEndpoint("allocate-stock", endpoint => endpoint.Handler<AllocateStock>(context =>
            context.Publish(new StockAllocated { OrderId = context.Message.OrderId, PaymentDueAt = DateTimeOffset.UtcNow + paymentWindow })));
        bus.ReceiveEndpoint("commit-stock", endpoint => endpoint.Handler<CommitStock>(context =>
            context.Publish(new StockCommitted { OrderId = context.Message.OrderId })));
        bus.ReceiveEndpoint("release-stock", endpoint => endpoint.Handler<ReleaseStock>(context =>
            context.Publish(new StockReleased { OrderId = context.Message.OrderId })));
    });

    public static async Task<IBusControl> StartNotificationsAsync(Uri broker) => await StartAsync(broker, bus =>
    {
        bus.ReceiveEndpoint("order-confirmed-notice", endpoint => endpoint.Handler<OrderConfirmed>(context =>
            context.Publish(new NoticeEnded { OrderId = context.Message.OrderId, Notice = "confirmed", Channel = "email", Outcome = NoticeOutcome.Sent })));
        bus.ReceiveEndpoint("order-expired-notice", endpoint => endpoint.Handler<OrderExpired>(context =>
            context.Publish(new NoticeEnded { OrderId = context.Message.OrderId, Notice = "expired", Channel = "email", Outcome = NoticeOutcome.Skipped })));
    });

    static async Task<IBusControl> StartAsync(Uri broker, Action<IRabbitMqBusFactoryConfigurator> configure)
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(broker);
            configure(rabbit);
        });
        await bus.StartAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        return bus;
    }
}
