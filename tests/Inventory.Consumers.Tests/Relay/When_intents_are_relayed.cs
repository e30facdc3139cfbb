using System.Diagnostics;
using System.Diagnostics.Metrics;
using FlashSale.Admission.Streams;
using FlashSale.Inventory.Relay;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlashSale.Inventory.Tests.Relay;

public sealed class When_intents_are_relayed : IAsyncLifetime
{
    static readonly IntentRelayOptions Impatient = new() { ClaimIdleTime = TimeSpan.FromMilliseconds(100), RefreshEvery = TimeSpan.FromMilliseconds(50) };

    readonly RelayUnderTest _relay = new();

    public Task InitializeAsync() => _relay.InitializeAsync();

    public Task DisposeAsync() => _relay.DisposeAsync();

    [Fact]
    public async Task Should_publish_each_order_as_admitted_once_and_trim_the_stream()
    {
        await _relay.SubscribeAsync();
        var admitted = await _relay.AdmitAsync(1_200);

        await _relay.StartRelayAsync();

        await _relay.UntilReceivedAsync(1_200);
        await _relay.UntilStreamIsEmptyAsync();
        _relay.Received.Select(delivery => delivery.Order).OrderBy(order => order.OrderId).ShouldBe(admitted.OrderBy(order => order.OrderId));
        (await PendingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Should_share_the_work_of_two_relays()
    {
        await _relay.SubscribeAsync();
        await _relay.StartRelayAsync(new IntentRelayOptions { BatchSize = 10 });
        await _relay.StartRelayAsync(new IntentRelayOptions { BatchSize = 10 });

        var admitted = await _relay.AdmitAsync(600);

        await _relay.UntilReceivedAsync(600);
        await _relay.UntilStreamIsEmptyAsync();
        _relay.Received.Select(delivery => delivery.Order.OrderId).Order().ShouldBe(admitted.Select(order => order.OrderId).Order());
        var consumers = await _relay.Sale.Redis.StreamConsumerInfoAsync(_relay.Sale.Intents, "relay");
        consumers.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Should_publish_under_the_same_message_id_what_a_peer_published_before_it_died()
    {
        await _relay.SubscribeAsync();
        var order = (await _relay.AdmitAsync(1)).Single();
        var peer = new IntentStream(_relay.Sale.Connection, _relay.Sale.ProductId, "peer");
        var intent = (await peer.ReadNewAsync(10)).ShouldHaveSingleItem();
        await new IntentPublisher(_relay.Bus).PublishAsync(intent.Order!, default);
        // Here the peer dies: published, not acknowledged.

        await _relay.StartRelayAsync(Impatient);

        await _relay.UntilReceivedAsync(2);
        await _relay.UntilStreamIsEmptyAsync();
        _relay.Received.Select(delivery => delivery.MessageId).Distinct().ShouldHaveSingleItem();
        _relay.Received.ShouldAllBe(delivery => delivery.Order == order);
    }

    [Fact]
    public async Task Should_take_over_what_a_dead_peer_had_read()
    {
        await _relay.SubscribeAsync();
        await _relay.AdmitAsync(30);
        await new IntentStream(_relay.Sale.Connection, _relay.Sale.ProductId, "peer").ReadNewAsync(20);

        await _relay.StartRelayAsync(Impatient with { BatchSize = 7 });

        await _relay.UntilReceivedAsync(30);
        await _relay.UntilStreamIsEmptyAsync();
        (await PendingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Should_hand_over_at_once_what_it_could_not_publish_when_it_stops()
    {
        // Nobody takes orders: the broker returns them.
        await _relay.AdmitAsync(5);
        var stopping = await _relay.StartRelayAsync();
        await Poll.UntilAsync(PendingAsync, pending => pending == 5, "all are read");
        await RelayUnderTest.StopAsync(stopping);
        await _relay.SubscribeAsync();

        var clock = Stopwatch.StartNew();
        var next = new IntentRelayOptions();
        await _relay.StartRelayAsync(next);
        await _relay.UntilReceivedAsync(5);
        clock.Elapsed.ShouldBeLessThan(next.ClaimIdleTime / 2);
        await _relay.UntilStreamIsEmptyAsync();
    }

    [Fact]
    public async Task Should_leave_to_a_peer_what_it_has_just_read()
    {
        await _relay.SubscribeAsync();
        await _relay.AdmitAsync(5);
        await new IntentStream(_relay.Sale.Connection, _relay.Sale.ProductId, "peer").ReadNewAsync(3);

        await _relay.StartRelayAsync(Impatient with { ClaimIdleTime = TimeSpan.FromMinutes(1) });
        await _relay.UntilReceivedAsync(2);
        await _relay.AdmitAsync(1);
        await _relay.UntilReceivedAsync(3);

        await Poll.UntilAsync(PendingAsync, pending => pending == 3, "only the peer's three are pending");
        _relay.Received.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Should_set_aside_what_cannot_be_read_while_its_neighbours_flow()
    {
        await _relay.SubscribeAsync();
        var before = await _relay.AdmitAsync(2);
        await _relay.Sale.Redis.ExecuteAsync("XADD", _relay.Sale.Intents, "*", "nonsense", "42");
        await _relay.Sale.Redis.ExecuteAsync("XADD", _relay.Sale.Intents, "*", "order", $"{Guid.NewGuid():D}", "record", "1\nyesterday\nalice\n\n\n1\nEUR\n900\n");
        await _relay.Sale.Redis.ExecuteAsync("XADD", _relay.Sale.Intents, "*", "order", $"{Guid.NewGuid():D}", "record", "99999999999\n1\nalice\n\n\n1\nEUR\n900\n");
        await _relay.Sale.Redis.ExecuteAsync("XADD", _relay.Sale.Intents, "*", "order", "not-a-guid", "record", "1\n1\nalice\n\n\n1\nEUR\n900\n");
        var after = await _relay.AdmitAsync(2);

        await _relay.StartRelayAsync();

        await _relay.UntilReceivedAsync(4);
        await _relay.UntilStreamIsEmptyAsync();
        _relay.Received.Select(delivery => delivery.Order.OrderId).Order().ShouldBe(before.Concat(after).Select(order => order.OrderId).Order());
        (await PendingAsync()).ShouldBe(0);
        (await _relay.Sale.BooksAsync()).IntentsSetAside.ShouldBe(4);
        var poison = await _relay.Sale.Redis.StreamRangeAsync(_relay.Sale.Poison);
        var first = poison[0].Values;
        first.Select(field => $"{field.Name}={field.Value}").ShouldBe(["reason=No order or no record.", $"entry={first[1].Value}", "nonsense=42"]);
    }

    [Fact]
    public async Task Should_keep_orders_until_the_broker_has_a_queue_for_them()
    {
        // Without the mandatory flag the broker would confirm and drop them.
        var admitted = await _relay.AdmitAsync(5);
        var metrics = new RelayMetrics(TimeProvider.System);
        var failed = 0L;
        var lag = 0.0;
        using var listener = Listen(metrics, (name, value) =>
        {
            if (name.EndsWith("failed", StringComparison.Ordinal))
                Interlocked.Add(ref failed, (long)value);
            if (name.EndsWith("lag", StringComparison.Ordinal))
                lag = value;
        });
        await _relay.StartRelayAsync(Impatient, metrics);
        await Poll.UntilAsync(() => Task.FromResult(Interlocked.Read(ref failed)), count => count >= 10, "two rounds failed");
        (await _relay.Sale.BooksAsync()).IntentsWaiting.ShouldBe(5);
        await Poll.UntilAsync(() =>
        {
            listener.RecordObservableInstruments();
            return Task.FromResult(lag);
        }, seconds => seconds > 0.1, "the lag shows");

        await _relay.SubscribeAsync();

        await _relay.UntilReceivedAsync(5);
        await _relay.UntilStreamIsEmptyAsync();
        _relay.Received.Select(delivery => delivery.Order.OrderId).Distinct().Order().ShouldBe(admitted.Select(order => order.OrderId).Order());
    }

    [Fact]
    public async Task Should_finish_the_batch_in_hand_when_it_is_stopped()
    {
        await _relay.SubscribeAsync();
        var broker = new SlowBroker();
        _relay.Bus.ConnectPublishObserver(broker);
        await _relay.AdmitAsync(25);
        var relay = await _relay.StartRelayAsync(new IntentRelayOptions { BatchSize = 10 });
        await broker.Asked;

        var stop = RelayUnderTest.StopAsync(relay);

        // Bounded window: a stop that leaves the batch alone is over at once.
        (await Task.WhenAny(stop, Task.Delay(200))).ShouldNotBe(stop);
        broker.Answer();
        await stop;
        (await PendingAsync()).ShouldBe(0);
        (await _relay.Sale.BooksAsync()).IntentsWaiting.ShouldBe(15);
        await _relay.UntilReceivedAsync(10);
    }

    [Fact]
    public async Task Should_find_a_sale_that_comes_later_and_go_on_when_its_stream_was_lost()
    {
        await _relay.SubscribeAsync();
        _relay.Sales = [];
        await _relay.StartRelayAsync(Impatient);
        await _relay.AdmitAsync(1);
        _relay.Sales = [_relay.Sale.ProductId];
        await _relay.UntilReceivedAsync(1);

        await _relay.Sale.Redis.KeyDeleteAsync(_relay.Sale.Intents);
        await _relay.AdmitAsync(1);

        await _relay.UntilReceivedAsync(2);
    }

    [Fact]
    public async Task Should_publish_again_what_it_could_not_acknowledge()
    {
        // The acknowledge script is refused for a while: published, still pending, published again under the same id.
        await _relay.SubscribeAsync();
        await using var server = new TestRedis();
        await server.StartAsync();
        await using var sale = new SaleToRelay(ServerAddresses.ToStackExchange(new Uri(server.Address)));
        await sale.OpenAsync();
        await sale.AdmitAsync();
        var stream = new IntentStream(sale.Connection, sale.ProductId, "me");
        using var metrics = new RelayMetrics(TimeProvider.System);
        var relay = new SaleRelay(stream, new IntentPublisher(_relay.Bus), Impatient, TimeProvider.System, metrics,
            NullLogger.Instance);
        (await server.SayAsync("ACL SETUSER default -xack")).ShouldStartWith("+OK");
        await Poll.UntilAsync(async () =>
        {
            await relay.RelayAsync(10);
            return _relay.Received.Count;
        }, count => count >= 2, "published twice");
        (await sale.BooksAsync()).IntentsWaiting.ShouldBe(1);

        (await server.SayAsync("ACL SETUSER default +xack")).ShouldStartWith("+OK");
        await Poll.UntilAsync(async () =>
        {
            await relay.RelayAsync(10);
            return (await sale.BooksAsync()).IntentsWaiting;
        }, waiting => waiting == 0, "acknowledged");

        _relay.Received.Select(delivery => delivery.MessageId).Distinct().ShouldHaveSingleItem();
    }

    async Task<int> PendingAsync() => (await _relay.Sale.Redis.StreamPendingAsync(_relay.Sale.Intents, "relay")).PendingMessageCount;

    static MeterListener Listen(RelayMetrics metrics, Action<string, double> heard)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (metrics.Owns(instrument))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => heard(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => heard(instrument.Name, value));
        listener.Start();
        return listener;
    }

    /// <summary>Holds every publish until it may go on.</summary>
    sealed class SlowBroker : IPublishObserver
    {
        readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void Answer() => _answer.SetResult();

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class
        {
            _asked.TrySetResult();
            return _answer.Task;
        }

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
