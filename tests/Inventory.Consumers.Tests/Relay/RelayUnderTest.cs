using System.Collections.Concurrent;
using FlashSale.Contracts;
using FlashSale.Inventory.Relay;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlashSale.Inventory.Tests.Relay;

/// <summary>A sale, a broker of its own, and the sagas' queue, which takes its orders.</summary>
public sealed class RelayUnderTest : IAsyncLifetime
{
    public const string Queue = "order-state";

    readonly TestBroker _broker = new();
    readonly List<IntentRelay> _relays = [];
    readonly List<PipelineQueues> _looks = [];
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
        foreach (var look in _looks)
            await look.DisposeAsync();
        if (_subscriber is not null)
            await _subscriber.StopAsync();
        await Bus.StopAsync();
        await Sale.DisposeAsync();
        await _broker.DisposeAsync();
    }

    /// <summary>Binds the queue; before that the broker has nowhere to put an order.</summary>
    public async Task SubscribeAsync()
    {
        _subscriber = CreateBus(configure => configure.ReceiveEndpoint(Queue, endpoint => endpoint.Handler<OrderSubmitted>(context =>
        {
            Received.Enqueue((context.MessageId!.Value, context.Message));
            return Task.CompletedTask;
        })));
        await _subscriber.StartAsync();
    }

    /// <summary>The queue is there, and nobody takes anything out of it.</summary>
    public async Task DeclareQueueAsync()
    {
        await SubscribeAsync();
        await _subscriber!.StopAsync();
        _subscriber = null;
    }

    /// <summary>Messages in the queue.</summary>
    public Task<long> QueuedAsync() => Look().CountAsync(CancellationToken.None);

    /// <summary>The sagas have taken all that is in the queue.</summary>
    public Task EmptyQueueAsync() => _broker.PurgeAsync(Queue);

    /// <param name="ahead">Instead of a look at the broker.</param>
    public async Task<IntentRelay> StartRelayAsync(IntentRelayOptions? options = null, RelayMetrics? metrics = null, MessagesAhead? ahead = null)
    {
        var relay = new IntentRelay(Sale.Connection, Bus, _ => Task.FromResult(Sales), ahead ?? Look().CountAsync, options ?? new IntentRelayOptions(),
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

    PipelineQueues Look()
    {
        var look = new PipelineQueues(Servers.Addresses with { RabbitMq = _broker.Address });
        _looks.Add(look);
        return look;
    }

    IBusControl CreateBus(Action<IRabbitMqBusFactoryConfigurator>? configure = null) => MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbit =>
    {
        rabbit.Host(_broker.Address);
        MandatoryByDefault.Use(rabbit);
        configure?.Invoke(rabbit);
    });
}
