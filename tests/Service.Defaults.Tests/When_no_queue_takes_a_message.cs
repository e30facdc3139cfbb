using System.Runtime.CompilerServices;
using FlashSale.Contracts;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_no_queue_takes_a_message : Situation
{
    [Fact]
    public async Task Should_tell_the_publisher()
    {
        await StartAsync();
        await Should.ThrowAsync<MessageReturnedException>(Host.PublishAsync(new Unheard()));
    }

    [Fact]
    public async Task Should_keep_what_was_scheduled()
    {
        await StartAsync();
        await using var scope = Host.App.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageScheduler>().SchedulePublish(DateTime.UtcNow, new Unheard());

        (await Poll.UntilAsync(() => Database.ScalarAsync<string?>($"SELECT last_error FROM {TestHost.Schema}.scheduled_message"), error => error is not null, "the schedule knows why"))!
            .ShouldContain("returned by RabbitMQ");
    }

    [Fact]
    public async Task Should_keep_what_is_to_be_delivered_again()
    {
        Script.FailUntilRedelivered(() => new InvalidOperationException("not this time"));
        await StartAsync(new FaultTimings { Retries = [TimeSpan.FromMilliseconds(1)], Redeliveries = [TimeSpan.FromHours(1)] });
        await PublishAsync();

        (await Poll.UntilAsync(() => Database.ScalarAsync<string?>($"SELECT properties ->> 'transport' FROM {TestHost.Schema}.scheduled_message"), properties => properties is not null, "it waits"))!
            .ShouldContain("Mandatory");
    }

    /// <summary>The queue of its answer may come with the start of a service.</summary>
    [Fact]
    public async Task Should_deliver_again_what_could_not_be_answered_and_not_give_it_up_as_well()
    {
        Script.Consume = async (context, _) =>
        {
            if (context.GetRedeliveryCount() == 0)
                await context.PublishConfirmedAsync(new Unheard(), _ => { });
            Script.SucceededAfterRedeliveries = context.GetRedeliveryCount();
        };
        await StartAsync();
        await PublishAsync();

        await Poll.UntilAsync(() => Task.FromResult(Script.SucceededAfterRedeliveries), count => count == 1, "it was delivered again");
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);
    }

    /// <summary>All of them, published or scheduled: a redelivery is a schedule.</summary>
    [Fact]
    public async Task Should_hold_for_each_of_the_contracts()
    {
        await StartAsync();
        var types = typeof(OrderSubmitted).Assembly.ExportedTypes.Where(type => type is { IsClass: true, IsAbstract: false }).ToList();
        types.Count.ShouldBeGreaterThan(15);
        await using var scope = Host.App.Services.CreateAsyncScope();
        var schedule = scope.ServiceProvider.GetRequiredService<IMessageScheduler>();
        foreach (var type in types)
        {
            var message = RuntimeHelpers.GetUninitializedObject(type);
            await Should.ThrowAsync<MessageReturnedException>(Host.App.Services.GetRequiredService<IBus>().Publish(message, type), type.Name);
            await schedule.SchedulePublish(DateTime.UtcNow.AddHours(1), message, type);
        }

        (await Database.ScalarAsync<long>($"SELECT count(*) FROM {TestHost.Schema}.scheduled_message WHERE properties ->> 'transport' LIKE '%\"Mandatory\": true%'")).ShouldBe(types.Count);
    }

    /// <summary>Nobody sends it any more: what it was to bring about has to be asked for again.</summary>
    [Fact]
    public async Task Should_not_be_on_its_way_when_it_is_parked()
    {
        await StartAsync();
        var order = NewId.NextGuid();
        await Database.ExecuteAsync($$"""
            INSERT INTO {{TestHost.Schema}}.outbox (group_id, ordinal, message_id, destination, content_type, message_types, body, properties, owner, lease_until, attempts)
            SELECT gen_random_uuid(), 0, gen_random_uuid(), 'no address', 'application/json', 'urn:message:A:B', convert_to('{"message":{"orderId":"' || $1 || '"} }', 'UTF8'), '{}', gen_random_uuid(), now() + interval '2 seconds', 4
            """, order);
        (await OnTheirWayAsync(order)).ShouldBe(1);

        await Poll.UntilAsync(() => Database.ScalarAsync<long>("SELECT count(*) FROM messaging.parked_messages WHERE order_id = $1", order), count => count == 1, "it is parked");
        (await OnTheirWayAsync(order)).ShouldBe(0);
    }

    Task<long> OnTheirWayAsync(Guid order) => Database.ScalarAsync<long>("SELECT count(*) FROM ordering.orders_with_messages_on_their_way WHERE order_id = $1", order);

    [Fact]
    public async Task Should_let_a_fault_go_that_nobody_listens_to()
    {
        await StartAsync();
        await Host.App.Services.GetRequiredService<IBus>().Publish<Fault<Unheard>>(new { FaultId = NewId.NextGuid() });
    }

    public sealed record Unheard;
}
