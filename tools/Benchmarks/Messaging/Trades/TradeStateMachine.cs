using MassTransit;

namespace FlashSale.Benchmarks.Messaging.Trades;

/// <summary>The least saga: each event changes its row and sends one message.</summary>
public sealed class TradeStateMachine : MassTransitStateMachine<TradeState>
{
    public TradeStateMachine()
    {
        InstanceState(trade => trade.CurrentState);
        Event(() => Begin, e => e.CorrelateById(context => context.Message.TradeId));
        Event(() => Move, e => e.CorrelateById(context => context.Message.TradeId));

        Initially(When(Begin)
            .Then(context => context.Saga.Terms = context.Message.Terms)
            .Publish(context => new TradeNoted { TradeId = context.Saga.CorrelationId, By = nameof(Begin) })
            .TransitionTo(Open));
        During(Open, When(Move)
            .Then(context => context.Saga.Moves++)
            .Publish(context => new TradeNoted { TradeId = context.Saga.CorrelationId, By = nameof(Move) }));
    }

    public State Open { get; } = null!;
    public Event<BeginTrade> Begin { get; } = null!;
    public Event<MoveTrade> Move { get; } = null!;
}
