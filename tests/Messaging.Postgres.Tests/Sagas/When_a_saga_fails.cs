using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_saga_fails(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_keep_row_schedule_and_silence()
    {
        var host = await fixture.StartHostAsync(builder => builder.AddTrips().AddListeners());
        var tripId = NewId.NextGuid();
        await fixture.EndedAsync(await host.SendAsync("trips", new BookTrip(tripId, DateTime.UtcNow.AddHours(1))));
        (await fixture.CountAsync("scheduled_message")).ShouldBe(1);

        // Counts the payment, publishes it, cancels the deadline, and then throws.
        await fixture.EndedAsync(await host.SendAsync("trips", new PayTrip(tripId, Fail: true)));

        (await fixture.TripAsync(tripId))!.Payments.ShouldBe(0);
        (await fixture.CountAsync("scheduled_message")).ShouldBe(1);
        (await fixture.CountAsync("outbox")).ShouldBe(0);
        await Poll.UntilAsync(() => fixture.Broker.CountAsync("trips_error"), count => count == 1, "the message is in trips_error");
        fixture.Seen.All<TripPaid>().ShouldBeEmpty();
    }
}
