using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_saga_is_inserted_ahead_of_its_event(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_let_the_later_of_two_first_events_find_the_row_without_a_retry()
    {
        var host = await fixture.StartHostAsync(builder =>
        {
            builder.RetryMilliseconds = [];
            builder.Configure(x => x.AddSagaStateMachine<InsertingMachine, Trip>().EntityFrameworkRepository(r => r.ExistingDbContext<TripDbContext>()))
                .ConfigureBus((context, bus) => bus.ReceiveEndpoint("inserted-trips", endpoint =>
                {
                    endpoint.UseEntityFrameworkOutbox<TripDbContext>(context);
                    endpoint.ConfigureSaga<Trip>(context);
                }));
        });
        var tripId = NewId.NextGuid();
        var events = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.SendAsync("inserted-trips", new BookTrip(tripId))));
        foreach (var messageId in events)
            await fixture.EndedAsync(messageId);

        (await fixture.TripAsync(tripId))!.Payments.ShouldBe(6);
        (await fixture.Broker.CountAsync("inserted-trips_error")).ShouldBe(0);
    }

    public sealed class InsertingMachine : MassTransitStateMachine<Trip>
    {
        public InsertingMachine()
        {
            InstanceState(trip => trip.CurrentState);
            Event(() => Book, e =>
            {
                e.CorrelateById(context => context.Message.TripId);
                e.InsertOnInitial = true;
                e.SetSagaFactory(context => new Trip { CorrelationId = context.Message.TripId });
            });
            Initially(When(Book).Then(context => context.Saga.Payments++).TransitionTo(Booked));
            During(Booked, When(Book).Then(context => context.Saga.Payments++));
        }

        public State Booked { get; private set; } = null!;
        public Event<BookTrip> Book { get; private set; } = null!;
    }
}
