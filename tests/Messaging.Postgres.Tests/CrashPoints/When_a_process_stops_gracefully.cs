using FlashSale.TestKit;
using MassTransit.PostgresIntegration;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

public sealed class When_a_process_stops_gracefully : CrashTest
{
    /// <summary>In which a process that waits for nothing has stopped.</summary>
    static readonly TimeSpan LongEnoughToStop = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Should_send_and_delete_what_it_has_in_hand()
    {
        var moment = new Moment();
        var process = await StartAsync(builder => builder.Hold(DeliveryPoint.Committed, moment));
        await PublishAsync(process.Host, [0, 1, 2]);
        await moment.ReachedAsync();
        var stopping = process.Host.StopAsync();
        (await Task.WhenAny(stopping, Task.Delay(LongEnoughToStop))).ShouldNotBe(stopping);
        moment.Pass();
        await stopping;

        (await Fixture.CountAsync("outbox")).ShouldBe(0);
        await StepsAsync(0, 1, 2);
        NoStepCameTwice();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_leave_to_the_next_process_what_the_broker_cannot_take(bool hasEndpoints)
    {
        // MassTransit judges the health of a bus by its endpoints: one that only sends looks healthy always.
        var process = await StartAsync(builder => _ = hasEndpoints ? builder.WithShortLease().AddJobs() : builder.WithShortLease());
        process.RabbitMq.Close();
        await Poll.UntilAsync(() => Task.FromResult(((IBusControl)process.Host.Bus).CheckHealth().Status), status => status != BusHealthStatus.Healthy || !hasEndpoints, "the bus knows that the broker is away");
        await PublishAsync(process.Host, [0, 1, 2]);
        await process.Host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
        (await Fixture.CountAsync("outbox")).ShouldBe(3);
        Steps.Sightings.ShouldBeEmpty();

        await StartAsync(builder => builder.AddJobs());
        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        NoStepCameTwice();
    }

    [Fact]
    public async Task Should_give_back_at_once_what_the_broker_cannot_take()
    {
        var process = await StartAsync(builder => WithLongLease(builder).AddJobs());
        process.RabbitMq.Close();
        await BrokerIsAwayAsync(process);
        await PublishAsync(process.Host, [0, 1, 2]);
        await process.Host.StopAsync();
        (await Fixture.CountAsync("outbox", "lease_until > now()")).ShouldBe(0);

        await StartAsync(builder => builder.AddJobs());
        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        NoStepCameTwice();
    }

    [Fact]
    public async Task Should_give_back_at_once_a_scheduled_message_that_it_has_taken()
    {
        var moment = new Moment();
        var process = await StartAsync(builder => WithLongLease(builder).AddTrips().Hold(DeliveryPoint.Taken, moment));
        await Fixture.EndedAsync(await process.Host.SendAsync("trips", new BookTrip(Key, DateTime.UtcNow)));
        await moment.ReachedAsync();
        process.RabbitMq.Close();
        await BrokerIsAwayAsync(process);
        var stopping = process.Host.StopAsync();
        moment.Pass();
        await stopping;
        (await Fixture.CountAsync("scheduled_message", "owner IS NULL AND lease_until IS NULL")).ShouldBe(1);

        await StartAsync(builder => builder.AddTrips());
        await Poll.UntilAsync(() => Fixture.TripAsync(Key), trip => trip!.CurrentState == "Expired", "the deadline has come");
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Should_stop_all_the_same_when_it_can_give_nothing_back()
    {
        var process = await StartAsync(builder => WithLongLease(builder).AddJobs());
        process.RabbitMq.Close();
        await BrokerIsAwayAsync(process);
        await PublishAsync(process.Host, [0]);
        process.Postgres.Close();

        await process.Host.StopAsync().WaitAsync(TimeSpan.FromSeconds(15));
        (await Fixture.CountAsync("outbox", "lease_until > now()")).ShouldBe(1);
    }

    /// <summary>Longer than a test waits, while a send that has begun ends soon.</summary>
    static TestHostBuilder WithLongLease(TestHostBuilder builder)
    {
        builder.Options += options => (options.Lease, options.DeliveryTimeout) = (TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(2));
        return builder;
    }

    static Task<BusHealthStatus> BrokerIsAwayAsync(KillableHost process) => Poll.UntilAsync(
        () => Task.FromResult(((IBusControl)process.Host.Bus).CheckHealth().Status), status => status != BusHealthStatus.Healthy, "the bus knows that the broker is away");
}
