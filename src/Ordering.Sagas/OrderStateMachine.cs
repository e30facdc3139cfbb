using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Payments;
using FlashSale.Ordering.Sagas.Timeline;
using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Faults;
using MassTransit;

namespace FlashSale.Ordering.Sagas;

/// <summary>
/// The journey of one order, from admission to its end. docs/saga.md shows it drawn. The steps are in OrderSteps.
/// Every pair of state and event is decided: handled, ignored, or left to OnUnhandledEvent, which faults: a contradiction that
/// a person has to see.
/// </summary>
public sealed class OrderStateMachine : MassTransitStateMachine<OrderState>
{
    public OrderStateMachine(FaultTimings timings, ILogger<OrderStateMachine> logger)
    {
        InstanceState(order => order.CurrentState);
        Correlate(timings, logger);
        OnUnhandledEvent(context => context.Throw());

        Initially(
            When(OrderSubmitted)
                .TakeDownTheOrder()
                .AskForStock()
                .TransitionTo(Allocating));

        // A release must not overtake its allocation: until the ledger has answered, the first of payment, cancellation and
        // last decline is only remembered.
        During(Allocating,
            When(StockAllocated)
                .NoteThePaymentDeadline()
                .IfElse(order => order.IsPaid(),
                    paid => paid
                        .ConfirmTheOrder()
                        .TransitionTo(Confirmed),
                    unpaid => unpaid.IfElse(order => order.IsToEnd(),
                        ending => ending
                            .GiveTheStockBack()
                            .TransitionTo(Releasing),
                        open => open
                            .Schedule(PaymentDeadline, order => new PaymentExpired { OrderId = order.Saga.CorrelationId }, order => order.Message.PaymentDueAt.UtcDateTime, Routing.First)
                            .TransitionTo(AwaitingPayment))),
            When(StockRejected)
                .If(order => order.IsPaid(), paid => paid.RefundTheRememberedPayment())
                .AnnounceRejection()
                .TransitionTo(Rejected),
            When(PaymentReceived)
                .IfElse(order => order.PaysForTheOrder(),
                    pays => pays.RememberThePayment(),
                    other => other.RefundThePayment()),
            When(PaymentDeclined)
                .CountTheDecline()
                .If(order => order.WasTheLastDecline(), last => last.RememberTheEnd(Declined)),
            When(CancellationRequested)
                .RememberTheEnd(Cancelled));

        During(AwaitingPayment,
            When(PaymentReceived)
                .IfElse(order => order.PaysForTheOrder(),
                    pays => pays
                        .RememberThePayment()
                        .Unschedule(PaymentDeadline)
                        .ConfirmTheOrder()
                        .TransitionTo(Confirmed),
                    other => other
                        .RefundThePayment()
                        // The deadline waited for this payment, or for another one that is still on its way.
                        .IfAsync(async order => order.Saga.DeadlinePassed && !await order.HasAPaymentOnItsWayAsync(),
                            late => late
                                .RememberTheEnd(Expired)
                                .GiveTheStockBack()
                                .TransitionTo(Releasing))),
            When(PaymentDeadline.Received)
                .IfElseAsync(order => order.HasAPaymentOnItsWayAsync(),
                    wait => wait.RememberThatTheDeadlinePassed(),
                    expire => expire
                        .RememberTheEnd(Expired)
                        .GiveTheStockBack()
                        .TransitionTo(Releasing)),
            When(PaymentDeclined)
                .CountTheDecline()
                .If(order => order.WasTheLastDecline(),
                    last => last
                        .RememberTheEnd(Declined)
                        .Unschedule(PaymentDeadline)
                        .GiveTheStockBack()
                        .TransitionTo(Releasing)),
            When(CancellationRequested)
                .RememberTheEnd(Cancelled)
                .Unschedule(PaymentDeadline)
                .GiveTheStockBack()
                .TransitionTo(Releasing),
            Ignore(StockAllocated));

        During(Confirmed,
            When(StockCommitted)
                .NoteThatTheStockIsSold()
                .If(order => order.IsComplete(), complete => complete.TransitionTo(Completed)),
            When(NoticeEnded)
                .NoteHowTheNoticeEnded()
                .If(order => order.IsComplete(), complete => complete.TransitionTo(Completed)));

        During(Releasing,
            When(StockReleased)
                .If(order => order.EndsAs(Expired), expired => expired.AnnounceExpiry().TransitionTo(Expired))
                .If(order => order.EndsAs(Cancelled), cancelled => cancelled.AnnounceCancellation().TransitionTo(Cancelled))
                .If(order => order.EndsAs(Declined), declined => declined.AnnounceDecline().TransitionTo(Declined)));

        // Too late for any of these, but never for the money.
        During([Confirmed, Releasing, Completed, Expired, Cancelled, Declined, Rejected],
            When(PaymentReceived).RefundThePayment(),
            Ignore(PaymentDeclined),
            Ignore(CancellationRequested),
            Ignore(PaymentDeadline.Received));

        // Unpaid ends do not wait for their notice.
        During([Expired, Cancelled, Declined, Rejected],
            When(NoticeEnded).NoteHowTheNoticeEnded());

        // The ledger repeats its answers whenever it is asked again.
        During([Confirmed, Releasing, Completed, Expired, Cancelled, Declined], Ignore(StockAllocated));
        During(Rejected, Ignore(StockRejected));
        During(Completed, Ignore(StockCommitted), Ignore(NoticeEnded));
        During([Expired, Cancelled, Declined], Ignore(StockReleased));

        DuringAny(
            Ignore(OrderSubmitted),
            When(RefundCompleted).NoteInTheTimeline());

        var timeline = new TimelineWriter(Initial.Name);
        foreach (var handled in Events.Where(handled => handled != PaymentDeadline.AnyReceived))
            ConnectEventObserver(handled, timeline);
    }

    public State Allocating { get; } = null!;
    public State AwaitingPayment { get; } = null!;
    public State Confirmed { get; } = null!;
    public State Releasing { get; } = null!;
    public State Completed { get; } = null!;
    public State Expired { get; } = null!;
    public State Cancelled { get; } = null!;
    public State Declined { get; } = null!;
    public State Rejected { get; } = null!;

    public Event<OrderSubmitted> OrderSubmitted { get; } = null!;
    public Event<StockAllocated> StockAllocated { get; } = null!;
    public Event<StockRejected> StockRejected { get; } = null!;
    public Event<StockCommitted> StockCommitted { get; } = null!;
    public Event<StockReleased> StockReleased { get; } = null!;
    public Event<PaymentReceived> PaymentReceived { get; } = null!;
    public Event<PaymentDeclined> PaymentDeclined { get; } = null!;
    public Event<OrderCancellationRequested> CancellationRequested { get; } = null!;
    public Event<NoticeEnded> NoticeEnded { get; } = null!;
    public Event<RefundCompleted> RefundCompleted { get; } = null!;

    public Schedule<OrderState, PaymentExpired> PaymentDeadline { get; } = null!;

    /// <summary>
    /// Which order a message is about, and what happens when there is none. Money and wishes of a buyer fault and come again:
    /// the order may still be on its way. Answers to a command that no order gave fault, too. What can only be late is dropped.
    /// </summary>
    void Correlate(FaultTimings timings, ILogger logger)
    {
        Event(() => OrderSubmitted, e => e.CorrelateById(m => m.Message.OrderId));
        Event(() => StockAllocated, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Fault()));
        Event(() => StockRejected, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Fault()));
        Event(() => StockCommitted, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Fault()));
        Event(() => StockReleased, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Fault()));
        Event(() => PaymentReceived, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.ExecuteAsync(new PaymentOfUnknownOrder(timings).ConsumeAsync)));
        Event(() => PaymentDeclined, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Execute(context => ComeAgain(context, context.Message.OrderId))));
        Event(() => CancellationRequested, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Execute(context => ComeAgain(context, context.Message.OrderId))));
        Event(() => NoticeEnded, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Execute(Drop)));
        Event(() => RefundCompleted, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Execute(Drop)));
        Schedule(() => PaymentDeadline, order => order.PaymentExpiredToken,
            s => s.Received = e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Execute(Drop)));

        static void ComeAgain<T>(ConsumeContext<T> context, Guid orderId)
            where T : class => throw new OrderUnknownException(orderId, typeof(T).Name);

        void Drop<T>(ConsumeContext<T> context)
            where T : class => logger.LogWarning("{Message} {MessageId} for an order that does not exist: dropped.", typeof(T).Name, context.MessageId);
    }
}
