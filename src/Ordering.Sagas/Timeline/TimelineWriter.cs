using MassTransit;

namespace FlashSale.Ordering.Sagas.Timeline;

/// <summary>
/// Appends a timeline row for every event that the machine handles, in the event's own transaction. It observes the machine
/// instead of being called by it, so that a transition added later cannot forget its row. Ignored events leave none.
/// </summary>
sealed class TimelineWriter(string initialState) : IEventObserver<OrderState>
{
    public Task PreExecute<T>(BehaviorContext<OrderState, T> context)
        where T : class
    {
        var state = context.Saga.CurrentState is { Length: > 0 } current ? current : initialState;
        context.AddOrUpdatePayload(() => new StateBefore(state), _ => new StateBefore(state));
        return Task.CompletedTask;
    }

    public Task PostExecute<T>(BehaviorContext<OrderState, T> context)
        where T : class
    {
        context.GetPayload<DbTransactionContext>().DbContext.Add(new TimelineEntry
        {
            OrderId = context.Saga.CorrelationId,
            FromState = context.GetPayload<StateBefore>().Name,
            ToState = context.Saga.CurrentState,
            Event = typeof(T).Name,
            MessageId = context.MessageId,
        });
        return Task.CompletedTask;
    }

    // The transaction is rolled back: a faulted event leaves no row.
    public Task ExecuteFault<T>(BehaviorContext<OrderState, T> context, Exception exception)
        where T : class => Task.CompletedTask;

    // Events without a message: only those that MassTransit raises on entering and leaving a state.
    public Task PreExecute(BehaviorContext<OrderState> context) => Task.CompletedTask;

    public Task PostExecute(BehaviorContext<OrderState> context) => Task.CompletedTask;

    public Task ExecuteFault(BehaviorContext<OrderState> context, Exception exception) => Task.CompletedTask;

    sealed record StateBefore(string Name);
}
