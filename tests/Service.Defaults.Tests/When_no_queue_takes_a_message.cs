using FlashSale.ServiceDefaults.Faults;
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

    [Fact]
    public async Task Should_let_a_fault_go_that_nobody_listens_to()
    {
        await StartAsync();
        await Host.App.Services.GetRequiredService<IBus>().Publish<Fault<Unheard>>(new { FaultId = NewId.NextGuid() });
    }

    public sealed record Unheard;
}
