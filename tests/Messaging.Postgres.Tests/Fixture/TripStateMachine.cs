namespace MassTransit.Tests;

public sealed class TripStateMachine : MassTransitStateMachine<Trip>
{
    public TripStateMachine()
    {
        InstanceState(trip => trip.CurrentState);
        Event(() => Book, e => e.CorrelateById(context => context.Message.TripId));
        Event(() => Pay, e => e.CorrelateById(context => context.Message.TripId));
        Event(() => Postpone, e => e.CorrelateById(context => context.Message.TripId));
        Event(() => Finish, e => e.CorrelateById(context => context.Message.TripId));
        Event(() => Find, e => e.CorrelateBy((trip, context) => trip.Note == context.Message.Note).OnMissingInstance(missing => missing.Discard()));
        Event(() => LookAt, e =>
        {
            e.CorrelateById(context => context.Message.TripId);
            e.ReadOnly = true;
        });
        Schedule(() => Deadline, trip => trip.DeadlineToken, schedule => schedule.Received = e => e.CorrelateById(context => context.Message.TripId));

        Initially(When(Book)
            .IfElse(context => context.Message.Deadline is null, now => now, later => later
                .Schedule(Deadline, context => new TripOverdue(context.Saga.CorrelationId), context => context.Message.Deadline!.Value))
            .Publish(context => new TripBooked(context.Saga.CorrelationId))
            .TransitionTo(Booked));
        DuringAny(
            When(Book).Then(context => context.Saga.Note = "booked again"),
            When(Pay)
                .Then(context => context.Saga.Payments++)
                .ThenAsync(context => Task.Delay(context.Message.HoldMilliseconds))
                .Publish(context => new TripPaid(context.Saga.CorrelationId, context.Saga.Payments))
                .Unschedule(Deadline)
                .If(context => context.Message.Fail, fail => fail.Then(_ => throw new InvalidOperationException("Told to fail."))),
            When(Postpone).Schedule(Deadline, context => new TripOverdue(context.Saga.CorrelationId), context => context.Message.Deadline),
            When(LookAt).Then(context => context.Saga.Note = "looked at"),
            When(Find).Then(context => context.Saga.Payments += 100),
            When(Deadline!.Received).Publish(context => new TripExpired(context.Saga.CorrelationId)).TransitionTo(Expired),
            When(Finish).Finalize());
        SetCompletedWhenFinalized();
    }

    public State Booked { get; private set; } = null!;
    public State Expired { get; private set; } = null!;
    public Event<BookTrip> Book { get; private set; } = null!;
    public Event<PayTrip> Pay { get; private set; } = null!;
    public Event<PostponeTrip> Postpone { get; private set; } = null!;
    public Event<FinishTrip> Finish { get; private set; } = null!;
    public Event<LookAtTrip> LookAt { get; private set; } = null!;
    public Event<FindTrips> Find { get; private set; } = null!;
    public Schedule<Trip, TripOverdue> Deadline { get; private set; } = null!;
}
