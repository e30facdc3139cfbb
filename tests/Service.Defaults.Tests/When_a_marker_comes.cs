using FlashSale.ServiceDefaults.Faults.Braking;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>A marker says that what was in its queue before it was sent has been delivered, and is not held somewhere.</summary>
public sealed class When_a_marker_comes : Situation
{
    static readonly DateTime First = new(2026, 11, 27, 8, 0, 0, DateTimeKind.Utc);
    static readonly DateTime Second = First.AddSeconds(5);

    readonly TakenMarkers _taken = new();

    [Fact]
    public async Task Should_be_noted_at_its_queue()
    {
        await StartAsync();
        await MarkAsync(Second);
        (await NotedAsync()).ShouldBe(Second);

        // Another instance may take an earlier one later.
        await MarkAsync(First);
        (await NotedAsync()).ShouldBe(Second);
    }

    [Fact]
    public async Task Should_be_dropped_while_the_endpoint_is_braked()
    {
        var fault = new PostgresException("relation \"work\" does not exist", "ERROR", "ERROR", PostgresErrorCodes.UndefinedTable);
        Script.Consume = (_, _) => fault is null ? Task.CompletedTask : throw fault;
        await StartAsync();
        for (var message = 0; message < EndpointBrake.Threshold; message++)
            await PublishAsync();
        var brake = Host.App.Services.GetRequiredService<EndpointBrakes>().Of(Queue);
        await Poll.UntilAsync(() => Task.FromResult(brake.IsOn), "the endpoint is braked");

        await MarkAsync(First);
        (await NotedAsync()).ShouldBeNull();

        fault = null;
        await UntilNotedAsync();
        brake.IsOn.ShouldBeFalse();
    }

    [Fact]
    public async Task Should_be_dropped_while_a_message_waits_for_a_server()
    {
        var away = new NpgsqlException("away");
        Script.Consume = (_, _) => away is null ? Task.CompletedTask : throw away;
        await StartAsync();
        await PublishAsync();
        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts >= 2, "the message waits");

        await MarkAsync(First);
        (await NotedAsync()).ShouldBeNull();

        away = null;
        await UntilNotedAsync();
    }

    [Fact]
    public async Task Should_be_dropped_when_it_cannot_be_noted()
    {
        await StartAsync();
        await Database.ExecuteAsync("ALTER TABLE messaging.queue_markers RENAME TO elsewhere");
        await MarkAsync(First);
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);

        await Database.ExecuteAsync("ALTER TABLE messaging.elsewhere RENAME TO queue_markers");
        await UntilNotedAsync();
    }

    /// <summary>The messages before it may still be on their way out.</summary>
    Task<DateTime?> UntilNotedAsync() => Poll.UntilAsync(async () =>
    {
        await MarkAsync(Second);
        return await NotedAsync();
    }, noted => noted == Second, "a later marker is noted");

    /// <summary>Returns when the endpoint is done with the marker.</summary>
    async Task MarkAsync(DateTime sentAt)
    {
        var bus = Host.App.Services.GetRequiredService<IBus>();
        using var watching = bus.ConnectReceiveObserver(_taken);
        var taken = _taken.Expect();
        await bus.Publish(new QueueMarker { SentAt = new(sentAt) });
        await taken.WaitAsync(Poll.DefaultTimeout);
    }

    Task<DateTime?> NotedAsync() => Database.ScalarAsync<DateTime?>("SELECT max(sent_at) FROM messaging.queue_markers WHERE queue = $1", Queue);

    sealed class TakenMarkers : IReceiveObserver
    {
        TaskCompletionSource _taken = new();

        public Task Expect()
        {
            _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _taken.Task;
        }

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class
        {
            if (typeof(T) == typeof(QueueMarker))
                _taken.TrySetResult();
            return Task.CompletedTask;
        }

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
