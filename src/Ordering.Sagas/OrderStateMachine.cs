using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Early;
using FlashSale.Ordering.Sagas.Refunds;
using FlashSale.Ordering.Sagas.Steps;
using FlashSale.Ordering.Sagas.Timeline;
using FlashSale.ServiceDefaults.Faults;
using MassTransit;

namespace FlashSale.Ordering.Sagas;

/// <summary>
/// The journey of one order, from admission to its end. docs/saga.md has a diagram; the steps are in OrderSteps, the conditions in
/// OrderConditions and RefundPolicy. Every combination of state and event is handled, ignored, or left to
/// OnUnhandledEvent, which faults: it is a contradiction that an operator has to see.
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
                .RecordOrder()
                .RequestAllocation()
                .TransitionTo(Allocating));

        // A release must not overtake its allocation: until the ledger has answered, the first of payment, cancellation and
        // last decline is only remembered.
        During(Allocating,
            When(StockAllocated)
                .RecordPaymentDeadline()
                .IfElse(order => order.IsPaid(),
                    paid => paid
                        .ConfirmOrder()
                        .TransitionTo(Confirmed),
                    unpaid => unpaid.IfElse(order => order.IsToEnd(),
                        ending => ending
                            .ReleaseStock()
                            .TransitionTo(Releasing),
                        open => open.IfElse(order => order.IsFree(),
                            free => free
                                .ConfirmOrder()
                                .TransitionTo(Confirmed),
                            owed => owed
                                .SchedulePaymentDeadline(PaymentDeadline)
                                .TransitionTo(AwaitingPayment)))),
            When(StockRejected)
                .If(order => order.IsPaid(), paid => paid.RefundRecordedPayment())
                .Announce(OrderOutcomes.Rejected)
                .TransitionTo(Rejected),
            When(PaymentReceived)
                .IfElse(order => order.PaysForTheOrder(),
                    pays => pays.RecordPayment(),
                    other => other.RefundPayment()),
            When(PaymentDeclined)
                .RecordDecline()
                .If(order => order.WasTheLastDecline(), last => last.RequestEnd(Declined)),
            When(CancellationRequested)
                .RequestEnd(Cancelled));

        During(AwaitingPayment,
            When(PaymentReceived)
                .IfElse(order => order.PaysForTheOrder(),
                    pays => pays
                        .RecordPayment()
                        .Unschedule(PaymentDeadline)
                        .ConfirmOrder()
                        .TransitionTo(Confirmed),
                    other => other
                        .RefundPayment()
                        // The deadline has passed; the order was kept open only for recorded payments. It expires now unless another one is still on its way.
                        .IfAsync(async order => order.Saga.DeadlinePassed && !await order.HasAPaymentOnItsWayAsync(),
                            late => late
                                .RequestEnd(Expired)
                                .ReleaseStock()
                                .TransitionTo(Releasing))),
            When(PaymentDeadline.Received)
                .IfElseAsync(order => order.IsOverdueAsync(),
                    overdue => overdue.IfElse(order => order.MeetsAPaymentOnItsWay(),
                        wait => wait.RecordDeadlinePassed(),
                        expire => expire
                            .RequestEnd(Expired)
                            .ReleaseStock()
                            .TransitionTo(Releasing)),
                    early => early.SchedulePaymentDeadline(PaymentDeadline)),
            When(PaymentDeclined)
                .RecordDecline()
                .If(order => order.WasTheLastDecline(),
                    last => last
                        .RequestEnd(Declined)
                        .Unschedule(PaymentDeadline)
                        .ReleaseStock()
                        .TransitionTo(Releasing)),
            When(CancellationRequested)
                .RequestEnd(Cancelled)
                .Unschedule(PaymentDeadline)
                .ReleaseStock()
                .TransitionTo(Releasing),
            Ignore(StockAllocated));

        During(Confirmed,
            When(StockCommitted)
                .RecordStockSold()
                .If(order => order.IsComplete(), complete => complete.TransitionTo(Completed)),
            When(NoticeEnded)
                .RecordNoticeOutcome()
                .If(order => order.IsComplete(), complete => complete.TransitionTo(Completed)));

        During(Releasing,
            When(StockReleased)
                .If(order => order.EndsAs(Expired), expired => expired.Announce(OrderOutcomes.Expired).TransitionTo(Expired))
                .If(order => order.EndsAs(Cancelled), cancelled => cancelled.Announce(OrderOutcomes.Cancelled).TransitionTo(Cancelled))
                .If(order => order.EndsAs(Declined), declined => declined.Announce(OrderOutcomes.Declined).TransitionTo(Declined)));

        // Too late for any of these to change the order, but never too late to refund.
        During([Confirmed, Releasing, Completed, Expired, Cancelled, Declined, Rejected],
            When(PaymentReceived).RefundPayment(),
            Ignore(PaymentDeclined),
            Ignore(CancellationRequested),
            Ignore(PaymentDeadline.Received));

        // An order that ends unpaid does not wait for its notice.
        During([Expired, Cancelled, Declined, Rejected],
            When(NoticeEnded).RecordNoticeOutcome());

        // The ledger repeats its answers whenever a command is repeated.
        During([Confirmed, Releasing, Completed, Expired, Cancelled, Declined], Ignore(StockAllocated));
        During(Rejected, Ignore(StockRejected));
        During(Completed, Ignore(StockCommitted), Ignore(NoticeEnded));
        During([Expired, Cancelled, Declined], Ignore(StockReleased));

        DuringAny(
            Ignore(OrderSubmitted),
            When(RefundCompleted).RecordInTimeline());

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
    /// Which order a message is about, and what happens when that order does not exist. Payments and buyers' requests come again
    /// later, because the order may still be on its way. Answers to a command that no order sent fault. Messages that need no
    /// action without an order are dropped.
    /// </summary>
    void Correlate(FaultTimings timings, ILogger logger)
    {
        var early = new EarlyMessages(timings);
        Event(() => OrderSubmitted, e => e.CorrelateById(m => m.Message.OrderId));
        Event(() => StockAllocated, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Fault()));
        Event(() => StockRejected, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Fault()));
        Event(() => StockCommitted, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Fault()));
        Event(() => StockReleased, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Fault()));
        Event(() => PaymentReceived, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.ExecuteAsync(new PaymentOfUnknownOrder(early).ConsumeAsync)));
        Event(() => PaymentDeclined, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.ExecuteAsync(context => ComeAgainAsync(context, context.Message.OrderId))));
        Event(() => CancellationRequested, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.ExecuteAsync(context => ComeAgainAsync(context, context.Message.OrderId))));
        Event(() => NoticeEnded, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Execute(Drop)));
        // Of a payment that never had an order.
        Event(() => RefundCompleted, e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Discard()));
        Schedule(() => PaymentDeadline, order => order.PaymentExpiredToken,
            s => s.Received = e => e.CorrelateById(m => m.Message.OrderId).OnMissingInstance(m => m.Execute(Drop)));

        async Task ComeAgainAsync<T>(ConsumeContext<T> context, Guid orderId)
            where T : class
        {
            if (!await early.TryPostponeAsync(context))
                throw new OrderUnknownException(orderId, typeof(T).Name);
        }

        void Drop<T>(ConsumeContext<T> context)
            where T : class => logger.LogWarning("{Message} {MessageId} for an order that does not exist: dropped.", typeof(T).Name, context.MessageId);
    }
}
