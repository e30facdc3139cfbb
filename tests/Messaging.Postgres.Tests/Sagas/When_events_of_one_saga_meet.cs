using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_events_of_one_saga_meet(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_count_every_one_of_concurrent_updates()
    {
        var host = await fixture.StartHostAsync(builder => builder.AddTrips().AddListeners());
        var tripId = NewId.NextGuid();
        await fixture.EndedAsync(await host.SendAsync("trips", new BookTrip(tripId)));

        var payments = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.SendAsync("trips", new PayTrip(tripId, HoldMilliseconds: 20))));
        foreach (var payment in payments)
            await fixture.EndedAsync(payment);

        (await fixture.TripAsync(tripId))!.Payments.ShouldBe(10);
        await fixture.SeesAsync<TripPaid>(seen => string.Join(',', seen.Where(paid => paid.TripId == tripId).Select(paid => paid.Payments).Order()), "1,2,3,4,5,6,7,8,9,10");
        (await fixture.Broker.CountAsync("trips_error")).ShouldBe(0);
    }

    [Fact]
    public async Task Should_converge_when_first_events_race()
    {
        var host = await fixture.StartHostAsync(builder => builder.AddTrips().AddListeners());
        var trips = Enumerable.Range(0, 10).Select(_ => NewId.NextGuid()).ToArray();
        var events = await Task.WhenAll(trips.SelectMany(tripId => Enumerable.Range(0, 4).Select(_ => host.SendAsync("trips", new BookTrip(tripId)))));
        foreach (var messageId in events)
            await fixture.EndedAsync(messageId);

        foreach (var tripId in trips)
        {
            (await fixture.TripAsync(tripId))!.Note.ShouldBe("booked again");
            await fixture.SeesAsync<TripBooked>(seen => seen.Count(booked => booked.TripId == tripId), 1);
        }

        (await fixture.Broker.CountAsync("trips_error")).ShouldBe(0);
    }
}
