using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_saga_is_looked_at(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_write_nothing_for_a_read_only_event()
    {
        var host = await fixture.StartHostAsync(builder => builder.AddTrips());
        var tripId = NewId.NextGuid();
        await fixture.EndedAsync(await host.SendAsync("trips", new BookTrip(tripId)));
        var look = await host.SendAsync("trips", new LookAtTrip(tripId));
        await fixture.EndedAsync(look);

        (await fixture.TripAsync(tripId))!.Note.ShouldBeNull();
        (await fixture.CountAsync("inbox", $"message_id = '{look}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Should_be_found_by_an_expression_for_an_event_and_for_a_query()
    {
        var host = await fixture.StartHostAsync(builder => builder.AddTrips());
        var (tripId, other) = (NewId.NextGuid(), NewId.NextGuid());
        foreach (var id in new[] { tripId, other })
            await fixture.EndedAsync(await host.SendAsync("trips", new BookTrip(id)));
        await fixture.Database.ExecuteAsync("UPDATE trips.trips SET \"Note\" = 'needle' WHERE trip_id = $1", tripId);

        await fixture.EndedAsync(await host.SendAsync("trips", new FindTrips("needle")));
        (await fixture.TripAsync(tripId))!.Payments.ShouldBe(100);
        (await fixture.TripAsync(other))!.Payments.ShouldBe(0);

        await host.InScopeAsync(async scope =>
        {
            (await scope.GetRequiredService<IQuerySagaRepository<Trip>>().Find(new SagaQuery<Trip>(trip => trip.Note == "needle"))).ShouldBe([tripId]);
            (await scope.GetRequiredService<ILoadSagaRepository<Trip>>().Load(tripId)).CurrentState.ShouldBe("Booked");
            (await scope.GetRequiredService<ILoadSagaRepository<Trip>>().Load(NewId.NextGuid())).ShouldBeNull();
        });
    }
}
