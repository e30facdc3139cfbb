using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_message_has_a_base(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_reach_who_listens_to_the_base_through_outbox_and_schedule()
    {
        // Nobody here listens to TripBooked or TripExpired themselves, so only the deployed topology ties them to their base.
        var host = await fixture.StartHostAsync(builder => builder.AddTrips().AddSeen<ITripEvent>("trip-events")
            .ConfigureBus((_, bus) => bus.AddPublishMessageTypes([typeof(TripBooked), typeof(TripExpired)])));
        var tripId = NewId.NextGuid();
        await host.SendAsync("trips", new BookTrip(tripId, DateTime.UtcNow));

        await fixture.SeesAsync<ITripEvent>(seen => seen.Count(e => e.TripId == tripId), 2);
    }
}
