using MassTransit.PostgresIntegration;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

public sealed class When_a_process_is_killed_between_commit_and_ack : CrashTest
{
    [Fact]
    public async Task Should_send_all_from_the_table_when_nothing_was_sent()
    {
        await VictimProcess.RunAsync(Fixture, DeliveryPoint.Committed, new(Key, Steps: 5));
        (await EffectsAsync()).ShouldBe(1);
        (await Fixture.CountAsync("outbox")).ShouldBe(5);
        Steps.Sightings.ShouldBeEmpty();

        await NextProcessAcksTheDuplicateAsync();
        NoStepCameTwice();
    }

    [Fact]
    public async Task Should_send_the_same_messages_again_when_they_were_sent_but_not_deleted()
    {
        await VictimProcess.RunAsync(Fixture, DeliveryPoint.Deleting, new(Key, Steps: 1));
        (await Fixture.CountAsync("outbox")).ShouldBe(1);
        await StepsAsync(0);

        // The ack does not wait for the deletion: there may be a duplicate, or none.
        await StartAsync(builder => builder.AddJobs());
        await NothingIsLeftAsync();
        (await EffectsAsync()).ShouldBe(1);
        Steps.Sightings.Count.ShouldBe(2);
        CopiesAreIdentical();
    }

    [Fact]
    public async Task Should_send_the_rest_in_order_when_some_were_confirmed()
    {
        var moment = new Moment { OnCall = 2 };
        var process = await StartAsync(builder => builder.AddJobs().WithShortLease().Hold(DeliveryPoint.Confirmed, moment));
        await process.Host.SendAsync("jobs", new Job(Key, Steps: 5));
        await moment.ReachedAsync();
        await StepsAsync(0, 1);
        process.Kill();
        // The second was confirmed, but not yet handed to the deletion.
        (await Fixture.CountAsync("outbox", "ordinal >= 1")).ShouldBe(4);

        await NextProcessAcksTheDuplicateAsync();
        CopiesAreIdentical();
    }

    [Fact]
    public async Task Should_only_ack_when_all_was_sent_and_deleted()
    {
        var moment = new Moment();
        var process = await StartAsync(builder => builder.AddJobs(after: moment));
        await process.Host.SendAsync("jobs", new Job(Key, Steps: 5));
        await moment.ReachedAsync();
        await Fixture.OutboxIsEmptyAsync();
        process.Kill();

        await NextProcessAcksTheDuplicateAsync();
        NoStepCameTwice();
    }

    async Task NextProcessAcksTheDuplicateAsync()
    {
        var duplicate = Moment.Passing();
        var attempts = 0;
        await StartAsync(builder => builder.AddJobs(after: duplicate).AtTheEnd(_ => Task.FromResult(++attempts)));
        await duplicate.ReachedAsync();
        await Fixture.OutboxIsEmptyAsync();
        await StepsAsync(0, 1, 2, 3, 4);
        await NothingIsLeftAsync();
        attempts.ShouldBe(0);
        (await EffectsAsync()).ShouldBe(1);
    }
}
