using FlashSale.TestKit;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_saga_lives(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_be_created_updated_and_deleted_when_final()
    {
        var host = await fixture.StartHostAsync(builder => builder.AddTrips().AddSeen<TripBooked>("booked").AddSeen<TripPaid>("paid"));
        var tripId = NewId.NextGuid();

        await host.SendAsync("trips", new BookTrip(tripId));
        await Poll.UntilAsync(() => fixture.TripAsync(tripId), trip => trip?.CurrentState == "Booked", "the trip is booked");
        await Poll.UntilAsync(() => Task.FromResult(fixture.Seen.All<TripBooked>()), seen => seen.Any(e => e.TripId == tripId), "TripBooked is published");

        await host.SendAsync("trips", new PayTrip(tripId));
        await Poll.UntilAsync(() => fixture.TripAsync(tripId), trip => trip?.Payments == 1, "the trip is paid");

        await host.SendAsync("trips", new FinishTrip(tripId));
        await Poll.UntilAsync(() => fixture.TripAsync(tripId), trip => trip is null, "the trip is gone");
        await fixture.OutboxIsEmptyAsync();
    }
}
