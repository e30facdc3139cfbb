using FlashSale.TestKit;
using MassTransit.Configuration;
using MassTransit.PostgresIntegration;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

public sealed class When_a_schedule_changes_while_it_fires : CrashTest
{
    readonly WireTap<TripExpired> _expired = new();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await _expired.OpenAsync(Fixture.Broker.Address);
    }

    public override async Task DisposeAsync()
    {
        await _expired.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Should_drop_the_message_that_is_unscheduled_on_its_way()
    {
        await FiringAsync(process => process.Host.SendAsync("trips", new PayTrip(Key)));

        (await Fixture.TripAsync(Key))!.CurrentState.ShouldBe("Booked");
        (await Fixture.CountAsync("scheduled_message")).ShouldBe(0);
        await NothingIsLeftAsync();
        _expired.Sightings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_keep_the_new_schedule_when_the_old_one_is_on_its_way()
    {
        await FiringAsync(process => process.Host.SendAsync("trips", new PostponeTrip(Key, DateTime.UtcNow.AddHours(1))));
        (await Fixture.TripAsync(Key))!.CurrentState.ShouldBe("Booked");
        (await Fixture.CountAsync("scheduled_message", "due_at > now() + interval '50 minutes'")).ShouldBe(1);

        await DeadlineComesAsync();
        await Poll.UntilAsync(() => Fixture.TripAsync(Key), trip => trip!.CurrentState == "Expired", "the new deadline has come");
        await NothingIsLeftAsync();
        _expired.Sightings.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(nameof(DeliveryPoint.Taken))]
    [InlineData(nameof(DeliveryPoint.Fired))]
    public async Task Should_take_effect_once_when_the_process_dies(string point)
    {
        var moment = new Moment();
        var process = await StartAsync(builder => builder.AddTrips().WithShortLease().Hold(Enum.Parse<DeliveryPoint>(point), moment));
        await BookAsync(process);
        await DeadlineComesAsync();
        await moment.ReachedAsync();
        process.Kill();
        (await Fixture.CountAsync("scheduled_message")).ShouldBe(1);

        await StartAsync(builder => builder.AddTrips());
        await Poll.UntilAsync(() => Fixture.CountAsync("scheduled_message"), count => count == 0, "the message has fired");
        await Poll.UntilAsync(() => Fixture.TripAsync(Key), trip => trip!.CurrentState == "Expired", "the deadline has come");
        await NothingIsLeftAsync();
        _expired.Messages.ShouldHaveSingleItem();
        (await Fixture.CountAsync("inbox")).ShouldBe(2);
    }

    [Fact]
    public async Task Should_work_once_when_the_process_dies_between_a_scheduled_redelivery_and_the_ack()
    {
        var moment = new Moment();
        var process = await StartAsync(builder => AddRedeliveredJobs(builder, moment).AtTheEnd(_ => throw new InvalidOperationException("Not this time.")));
        await process.Host.SendAsync("jobs", new Job(Key));
        await moment.ReachedAsync();
        process.Kill();
        (await EffectsAsync()).ShouldBe(0);
        (await Fixture.CountAsync("scheduled_message")).ShouldBe(1);

        // The broker's copy and the scheduled one.
        var both = Moment.Passing(onCall: 2);
        await DeadlineComesAsync();
        await StartAsync(builder => AddRedeliveredJobs(builder, both));
        await StepsAsync(0, 1, 2);
        await Poll.UntilAsync(() => Fixture.CountAsync("scheduled_message"), count => count == 0, "the schedule is empty");
        await both.ReachedAsync();
        await NothingIsLeftAsync();
        (await EffectsAsync()).ShouldBe(1);
        NoStepCameTwice();
    }

    /// <summary>The deadline's message is sent after the change, which the process that sends it has not seen.</summary>
    async Task FiringAsync(Func<KillableHost, Task> change)
    {
        var moment = new Moment();
        var process = await StartAsync(builder => builder.AddTrips().Hold(DeliveryPoint.Taken, moment));
        await BookAsync(process);
        await DeadlineComesAsync();
        await moment.ReachedAsync();
        await change(process);
        await ConsumedAsync(2);
        moment.Pass();
        await ConsumedAsync(3);
    }

    async Task BookAsync(KillableHost process)
    {
        await process.Host.SendAsync("trips", new BookTrip(Key, DateTime.UtcNow.AddHours(1)));
        await ConsumedAsync(1);
        await Fixture.OutboxIsEmptyAsync();
    }

    async Task DeadlineComesAsync() => await Fixture.Database.ExecuteAsync("UPDATE trips.scheduled_message SET due_at = now()");

    async Task ConsumedAsync(int messages) => await Poll.UntilAsync(() => Fixture.CountAsync("inbox"), count => count == messages, $"{messages} messages are consumed");

    static TestHostBuilder AddRedeliveredJobs(TestHostBuilder builder, Moment after)
    {
        builder.RetryMilliseconds = [];
        return builder.AddEndpoint("jobs", outbox: true, endpoint =>
        {
            endpoint.AddPrePipeSpecification(new FilterPipeSpecification<ConsumeContext>(new AroundConsume(before: null, after)));
            endpoint.UseScheduledRedelivery(redelivery => redelivery.Intervals(TimeSpan.FromHours(1)));
        }, typeof(JobConsumer));
    }
}
