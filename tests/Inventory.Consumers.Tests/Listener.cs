using System.Collections.Concurrent;
using FlashSale.Contracts;
using FlashSale.TestKit;
using MassTransit;

namespace FlashSale.Inventory.Tests;

/// <summary>Stands where the sagas stand: gives commands over the broker and keeps every message that comes back.</summary>
public sealed class Listener(Uri broker) : IAsyncDisposable
{
    readonly ConcurrentQueue<PublishedMessage> _messages = new();
    IBusControl? _bus;

    public async Task StartAsync()
    {
        _bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(broker);
            rabbit.ReceiveEndpoint("sagas-of-the-test", endpoint =>
            {
                Keep<StockAllocated>(endpoint, message => message.OrderId);
                Keep<StockRejected>(endpoint, message => message.OrderId);
                Keep<StockCommitted>(endpoint, message => message.OrderId);
                Keep<StockReleased>(endpoint, message => message.OrderId);
                Keep<OrderSubmitted>(endpoint, message => message.OrderId);
            });
        });
        await _bus.StartAsync();
    }

    public Task GiveAsync<T>(T command)
        where T : class => _bus!.Publish(command);

    public IReadOnlyList<PublishedMessage> Heard<T>(Guid order) => [.. _messages.Where(message => message.Message is T && message.OrderId == order)];

    public async Task<IReadOnlyList<PublishedMessage>> HearAsync<T>(Guid order, int times = 1) =>
        await Poll.UntilAsync(() => Task.FromResult(Heard<T>(order)), words => words.Count >= times, $"{times} {typeof(T).Name} of {order}");

    public async ValueTask DisposeAsync()
    {
        if (_bus is not null)
            await _bus.StopAsync();
    }

    void Keep<T>(IReceiveEndpointConfigurator endpoint, Func<T, Guid> orderOf)
        where T : class => endpoint.Handler<T>(context =>
        {
            _messages.Enqueue(new(context.Message, orderOf(context.Message), context.MessageId));
            return Task.CompletedTask;
        });
}
