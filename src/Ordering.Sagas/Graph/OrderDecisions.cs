using MassTransit;
using MassTransit.SagaStateMachine;

namespace FlashSale.Ordering.Sagas.Graph;

/// <summary>
/// What the machine does with every event in every state, read from the machine itself. (MassTransit's own graph merges an
/// event's transitions over all states.)
/// </summary>
public sealed class OrderDecisions
{
    readonly Dictionary<(string State, string Event), OrderDecision> _decisions = [];

    OrderDecisions()
    {
    }

    /// <summary>In the order of the journey; without MassTransit's Initial and Final.</summary>
    public IReadOnlyList<string> States { get; private init; } = [];

    /// <summary>Names of messages, in the order in which the machine declares them.</summary>
    public IReadOnlyList<string> Events { get; private init; } = [];

    public OrderDecision this[string state, string message] => _decisions.GetValueOrDefault((state, message), OrderDecision.Fault);

    public static OrderDecisions Of(OrderStateMachine machine)
    {
        // A schedule's AnyReceived only finds out whether the message is the current one; Received follows, or nothing.
        var events = machine.Events.Where(e => e != machine.PaymentDeadline.AnyReceived).ToList();
        var decisions = new OrderDecisions
        {
            States = [.. machine.States.Where(state => state != machine.Initial && state != machine.Final).Select(state => state.Name)],
            Events = [.. events.Select(MessageOf)],
        };
        var handled = new HandledEvents();
        machine.Accept(handled);
        foreach (var state in machine.States)
        {
            // NextEvents includes the ignored ones.
            foreach (var e in machine.NextEvents(state).Where(events.Contains))
            {
                decisions._decisions[(state.Name, MessageOf(e))] = handled.Targets.TryGetValue((state, e), out var targets)
                    ? new(OrderDecisionKind.Handled, [.. targets.Distinct()])
                    : OrderDecision.Ignored;
            }
        }

        return decisions;
    }

    /// <summary>The message that an event stands for.</summary>
    static string MessageOf(Event e) => e.GetType().GetInterfaces()
        .Single(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Event<>)).GetGenericArguments()[0].Name;

    /// <summary>Walks the machine: which events each state handles, and where each can lead.</summary>
    sealed class HandledEvents : StateMachineVisitor
    {
        State? _state;
        Event? _event;

        public Dictionary<(State, Event), List<string>> Targets { get; } = [];

        public void Visit(State state, Action<State> next)
        {
            _state = state;
            next(state);
        }

        public void Visit(Event @event, Action<Event> next) => Enter(@event);

        public void Visit<TMessage>(Event<TMessage> @event, Action<Event<TMessage>> next)
            where TMessage : class => Enter(@event);

        public void Visit(IStateMachineActivity activity) => Note(activity);

        public void Visit(IStateMachineActivity activity, Action<IStateMachineActivity> next)
        {
            Note(activity);
            next(activity);
        }

        public void Visit<T>(IBehavior<T> behavior)
            where T : class, SagaStateMachineInstance
        {
        }

        public void Visit<T>(IBehavior<T> behavior, Action<IBehavior<T>> next)
            where T : class, SagaStateMachineInstance => next(behavior);

        public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior)
            where T : class, SagaStateMachineInstance
            where TMessage : class
        {
        }

        public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior, Action<IBehavior<T, TMessage>> next)
            where T : class, SagaStateMachineInstance
            where TMessage : class => next(behavior);

        void Enter(Event @event)
        {
            _event = @event;
            Targets.TryAdd((_state!, @event), []);
        }

        void Note(IStateMachineActivity activity)
        {
            if (activity is TransitionActivity<OrderState> transition)
                Targets[(_state!, _event!)].Add(transition.ToState.Name);
        }
    }
}
