using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_saga_has_no_outbox(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_have_a_transaction_of_its_own()
    {
        var host = await fixture.StartHostAsync(builder =>
        {
            builder.RetryMilliseconds = [];
            builder.AddListeners().Configure(x => x.AddSagaStateMachine<TripStateMachine, Trip>().EntityFrameworkRepository(r => r.ExistingDbContext<TripDbContext>()))
                .ConfigureBus((context, bus) => bus.ReceiveEndpoint("plain-trips", endpoint => endpoint.ConfigureSaga<Trip>(context)));
        });
        var tripId = NewId.NextGuid();
        await fixture.EndedAsync(await host.SendAsync("plain-trips", new BookTrip(tripId)));
        (await fixture.TripAsync(tripId))!.CurrentState.ShouldBe("Booked");

        await fixture.EndedAsync(await host.SendAsync("plain-trips", new PayTrip(tripId, Fail: true)));
        (await fixture.TripAsync(tripId))!.Payments.ShouldBe(0);
        await Poll.UntilAsync(() => fixture.Broker.CountAsync("plain-trips_error"), count => count == 1, "the message is in the error queue");
        (await fixture.CountAsync("inbox")).ShouldBe(0);
    }
}
