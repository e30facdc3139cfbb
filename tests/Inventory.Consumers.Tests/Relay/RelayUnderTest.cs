using System.Collections.Concurrent;
using FlashSale.Contracts;
using FlashSale.Inventory.Relay;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlashSale.Inventory.Tests.Relay;

/// <summary>A sale, a broker of its own, and a queue that takes its orders.</summary>
public sealed class RelayUnderTest : IAsyncLifetime
{
    readonly TestBroker _broker = new();
    readonly List<IntentRelay> _relays = [];
    IBusControl? _subscriber;

    public SaleToRelay Sale { get; } = new(Servers.Addresses.Redis);
    public IBusControl Bus { get; private set; } = null!;

    /// <summary>What the queue received: every delivery, with its message id.</summary>
    public ConcurrentQueue<(Guid MessageId, OrderSubmitted Order)> Received { get; } = [];

    /// <summary>The sales that the relays know.</summary>
    public IReadOnlyList<string> Sales { get; set; } = [];

    public async Task InitializeAsync()
    {
        await _broker.InitializeAsync();
        await Sale.OpenAsync();
        Sales = [Sale.ProductId];
        Bus = CreateBus();
        await Bus.StartAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var relay in _relays)
            await StopAsync(relay);
        if (_subscriber is not null)
            await _subscriber.StopAsync();
        await Bus.StopAsync();
        await Sale.DisposeAsync();
        await _broker.DisposeAsync();
    }

    /// <summary>Binds the queue; before that the broker has nowhere to put an order.</summary>
    public async Task SubscribeAsync()
    {
        _subscriber = CreateBus(configure => configure.ReceiveEndpoint("orders", endpoint => endpoint.Handler<OrderSubmitted>(context =>
        {
            Received.Enqueue((context.MessageId!.Value, context.Message));
            return Task.CompletedTask;
        })));
        await _subscriber.StartAsync();
    }

    public async Task<IntentRelay> StartRelayAsync(IntentRelayOptions? options = null, RelayMetrics? metrics = null)
    {
        var relay = new IntentRelay(Sale.Connection, Bus, _ => Task.FromResult(Sales), options ?? new IntentRelayOptions(),
            TimeProvider.System, metrics ?? new RelayMetrics(TimeProvider.System), NullLogger<IntentRelay>.Instance);
        _relays.Add(relay);
        await relay.StartAsync(default);
        return relay;
    }

    public static Task StopAsync(IntentRelay relay) => relay.StopAsync(default);

    public async Task<IReadOnlyList<OrderSubmitted>> AdmitAsync(int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Sale.AdmitAsync()));

    public Task UntilReceivedAsync(int count) =>
        Poll.UntilAsync(() => Task.FromResult(Received.Count), seen => seen >= count, $"{count} orders received");

    public Task UntilStreamIsEmptyAsync() =>
        Poll.UntilAsync(Sale.BooksAsync, books => books.IntentsWaiting == 0, "the stream is empty");

    IBusControl CreateBus(Action<IRabbitMqBusFactoryConfigurator>? configure = null) => MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbit =>
    {
        rabbit.Host(_broker.Address);
        MandatoryByDefault.Use(rabbit);
        configure?.Invoke(rabbit);
    });
}
