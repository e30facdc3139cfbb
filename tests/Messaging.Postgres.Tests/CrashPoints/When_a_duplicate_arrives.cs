using MassTransit.PostgresIntegration;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

public sealed class When_a_duplicate_arrives : CrashTest
{
    readonly Guid _messageId = NewId.NextGuid();
    readonly Moment _bothEnded = Moment.Passing(onCall: 2);

    [Fact]
    public async Task Should_wait_for_the_commit_and_then_only_ack()
    {
        var moment = new Moment();
        var process = await StartAsync(builder => builder.AddJobs(after: _bothEnded).AtTheEnd(_ => moment.Hold()));
        await SendAsync(process);
        await moment.ReachedAsync();
        await SendAsync(process);
        await WaitingForLocksAsync(1, "inbox");
        moment.Pass();

        await OnlyOneHasWorkedAsync();
    }

    [Fact]
    public async Task Should_work_when_the_first_copy_rolls_back()
    {
        var moment = new Moment();
        var process = await StartAsync(builder =>
        {
            builder.RetryMilliseconds = [500];
            builder.AddJobs(after: _bothEnded).AtTheEnd(async context =>
            {
                if (context.GetRetryAttempt() > 0 || moment.WasReached)
                    return;
                await moment.Hold();
                throw new InvalidOperationException("The first copy's first attempt.");
            });
        });
        await SendAsync(process);
        await moment.ReachedAsync();
        await SendAsync(process);
        await WaitingForLocksAsync(1, "inbox");
        moment.Pass();

        await OnlyOneHasWorkedAsync();
    }

    [Fact]
    public async Task Should_leave_the_messages_to_whoever_is_sending_them()
    {
        var moment = new Moment();
        var duplicate = Moment.Passing();
        var process = await StartAsync(builder => builder.AddJobs(after: duplicate).Hold(DeliveryPoint.Committed, moment));
        await SendAsync(process);
        await moment.ReachedAsync();
        await SendAsync(process);
        // The first copy still stands before its first send.
        await duplicate.ReachedAsync();
        Steps.Sightings.ShouldBeEmpty();
        moment.Pass();

        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        (await EffectsAsync()).ShouldBe(1);
        NoStepCameTwice();
    }

    [Fact]
    public async Task Should_only_ack_when_all_is_long_done()
    {
        var process = await StartAsync(builder => builder.AddJobs(after: _bothEnded));
        await SendAsync(process);
        await StepsAsync(0, 1, 2);
        await Fixture.OutboxIsEmptyAsync();
        await SendAsync(process);

        await OnlyOneHasWorkedAsync();
    }

    async Task SendAsync(KillableHost process) => await process.Host.SendAsync("jobs", new Job(Key), _messageId);

    async Task OnlyOneHasWorkedAsync()
    {
        await _bothEnded.ReachedAsync();
        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        (await EffectsAsync()).ShouldBe(1);
        (await Fixture.CountAsync("inbox")).ShouldBe(1);
        NoStepCameTwice();
    }
}
