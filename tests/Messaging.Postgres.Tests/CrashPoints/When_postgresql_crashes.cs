using FlashSale.TestKit;
using MassTransit.PostgresIntegration;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

/// <summary>The server goes down without a checkpoint and comes back while the process lives on.</summary>
public sealed class When_postgresql_crashes(OwnPostgres server) : CrashTest, IClassFixture<OwnPostgres>
{
    protected override MessagingFixture Fixture { get; } = new() { Database = new() { Server = server.ConnectionString } };

    [Fact]
    public Task Should_consume_again_what_was_not_committed()
    {
        var moment = new Moment();
        return CrashAsync(moment, builder => builder.AddJobs().AtTheEnd(_ => moment.Hold()));
    }

    [Theory]
    [InlineData(nameof(DeliveryPoint.Committed))]
    [InlineData(nameof(DeliveryPoint.Confirmed))]
    [InlineData(nameof(DeliveryPoint.Deleting))]
    public Task Should_keep_and_send_what_was_committed(string point)
    {
        var moment = new Moment();
        return CrashAsync(moment, builder => builder.AddJobs().Hold(Enum.Parse<DeliveryPoint>(point), moment));
    }

    [Theory]
    [InlineData(nameof(DeliveryPoint.Taken))]
    [InlineData(nameof(DeliveryPoint.Fired))]
    public async Task Should_fire_what_was_scheduled(string point)
    {
        var moment = new Moment();
        var process = await StartAsync(builder => builder.AddJobs().WithShortLease().Hold(Enum.Parse<DeliveryPoint>(point), moment)
            .AtTheEnd(context => context.SchedulePublish(DateTime.UtcNow, new JobStep(Key, 0))));
        await process.Host.SendAsync("jobs", new Job(Key, Steps: 0));
        await moment.ReachedAsync();
        await RestartAsync();
        moment.Pass();

        await StepsAsync(0);
        await Poll.UntilAsync(() => Fixture.CountAsync("scheduled_message"), count => count == 0, "the schedule is empty");
        await NothingIsLeftAsync();
        CopiesAreIdentical();
    }

    async Task CrashAsync(Moment moment, Action<TestHostBuilder> configure)
    {
        var process = await StartAsync(builder =>
        {
            // Until the server is back.
            builder.RetryMilliseconds = [.. Enumerable.Repeat(100, 100)];
            builder.WithShortLease();
            configure(builder);
        });
        await process.Host.SendAsync("jobs", new Job(Key));
        await moment.ReachedAsync();
        await RestartAsync();
        moment.Pass();

        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        (await EffectsAsync()).ShouldBe(1);
        (await Fixture.CountAsync("inbox")).ShouldBe(1);
        CopiesAreIdentical();
    }

    async Task RestartAsync()
    {
        await server.CrashAsync();
        await server.StartAsync();
    }
}
