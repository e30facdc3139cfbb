using System.Collections.Concurrent;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_an_urgent_message_comes : IAsyncLifetime
{
    readonly TestDatabase _database = new();
    readonly TestBroker _broker = new();
    TestHost _host = null!;

    [Fact]
    public async Task Should_overtake_those_that_wait_and_leave_its_own_messages_in_the_queue()
    {
        _host.With("FLASHSALE_QUEUE_TYPE", "classic");
        (await ServeAsync()).ShouldBe([1, 6, 2, 3, 4, 5, 7]);
    }

    [Fact]
    public async Task Should_keep_its_place_in_a_quorum_queue()
    {
        _host.With("FLASHSALE_QUEUE_TYPE", "quorum");
        (await ServeAsync()).ShouldBe([1, 2, 3, 4, 5, 6, 7]);
    }

    public async Task InitializeAsync()
    {
        await Task.WhenAll(_database.InitializeAsync(), _broker.InitializeAsync());
        _host = new TestHost(_database, _broker);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>While 1 is in hand, 2 to 5 and then the urgent 6 come; 6 sends 7.</summary>
    async Task<IEnumerable<int>> ServeAsync()
    {
        var counter = new Counter();
        await _host.StartAsync(bus => bus.AddConsumer<NumberConsumer, NumberConsumerDefinition>(), services => services.AddSingleton(counter));
        var bus = _host.App.Services.GetRequiredService<IBus>();
        await bus.Publish(new Number(1));
        await counter.FirstInHand.Task.WaitAsync(TimeSpan.FromSeconds(30));
        for (var number = 2; number <= 5; number++)
            await bus.Publish(new Number(number));
        await bus.Publish(new Number(6), Routing.Urgent);
        counter.Open.SetResult();
        return await Poll.UntilAsync(() => Task.FromResult(counter.Served), served => served.Count == 7, "all are served");
    }

    public sealed record Number(int Value);

    public sealed class Counter
    {
        public TaskCompletionSource FirstInHand { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<int> Served { get; } = [];
    }

    public sealed class NumberConsumer(Counter counter) : IConsumer<Number>
    {
        public async Task Consume(ConsumeContext<Number> context)
        {
            counter.FirstInHand.TrySetResult();
            await counter.Open.Task;
            if (context.Message.Value == 6)
                await context.Publish(new Number(7));
            counter.Served.Enqueue(context.Message.Value);
        }
    }

    public sealed class NumberConsumerDefinition : ConsumerDefinition<NumberConsumer>
    {
        protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<NumberConsumer> consumerConfigurator, IRegistrationContext context)
        {
            endpointConfigurator.PrefetchCount = 1;
            endpointConfigurator.ConcurrentMessageLimit = 1;
            endpointConfigurator.TakeUrgentMessagesFirst(context);
        }
    }
}
