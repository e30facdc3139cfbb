using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

public sealed class When_a_consumer_throws_after_publishing : CrashTest
{
    [Fact]
    public async Task Should_send_nothing_of_the_failed_attempts()
    {
        var attempts = 0;
        var process = await StartAsync(builder => builder.AddJobs().AtTheEnd(_ => ++attempts < 3 ? throw new InvalidOperationException($"Attempt {attempts}.") : Task.CompletedTask));
        await process.Host.SendAsync("jobs", new Job(Key));

        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        attempts.ShouldBe(3);
        (await EffectsAsync()).ShouldBe(1);
        NoStepCameTwice();
    }

    [Fact]
    public async Task Should_leave_no_trace_but_the_error_queue_when_every_attempt_fails()
    {
        var process = await StartAsync(builder => builder.AddJobs().AtTheEnd(_ => throw new InvalidOperationException("Always.")));
        await process.Host.SendAsync("jobs", new Job(Key));

        await Poll.UntilAsync(() => Fixture.Broker.CountAsync("jobs_error"), count => count == 1, "the message is in the error queue");
        await NothingIsCommittedAsync();
    }

    [Fact]
    public async Task Should_not_schedule_what_the_failed_attempts_scheduled()
    {
        var attempts = 0;
        var process = await StartAsync(builder => builder.AddJobs().AtTheEnd(async context =>
        {
            await context.SchedulePublish(DateTime.UtcNow, new JobStep(Key, 99));
            if (++attempts < 3)
                throw new InvalidOperationException($"Attempt {attempts}.");
        }));
        await process.Host.SendAsync("jobs", new Job(Key, Steps: 0));

        await Poll.UntilAsync(() => Fixture.CountAsync("inbox"), count => count == 1, "the third attempt has committed");
        await StepsAsync(99);
        await Poll.UntilAsync(() => Fixture.CountAsync("scheduled_message"), count => count == 0, "the schedule is empty");
        await NothingIsLeftAsync();
        NoStepCameTwice();
    }

    [Fact]
    public async Task Should_not_schedule_when_every_attempt_fails()
    {
        var process = await StartAsync(builder => builder.AddJobs().AtTheEnd(async context =>
        {
            await context.SchedulePublish(DateTime.UtcNow, new JobStep(Key, 99));
            throw new InvalidOperationException("Always.");
        }));
        await process.Host.SendAsync("jobs", new Job(Key));

        await Poll.UntilAsync(() => Fixture.Broker.CountAsync("jobs_error"), count => count == 1, "the message is in the error queue");
        await NothingIsCommittedAsync();
    }
}
