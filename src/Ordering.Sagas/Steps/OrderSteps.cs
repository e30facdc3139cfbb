using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Refunds;
using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;

namespace FlashSale.Ordering.Sagas.Steps;

/// <summary>What the order state machine does in its transitions.</summary>
static class OrderSteps
{
    public static EventActivityBinder<OrderState, OrderSubmitted> RecordOrder(this EventActivityBinder<OrderState, OrderSubmitted> binder) =>
        binder.Then(context =>
        {
            var (order, submitted) = (context.Saga, context.Message);
            CrashPoint.Reach("order-begun", submitted.UserId);
            order.ProductId = submitted.ProductId;
            order.UserId = submitted.UserId;
            order.Quantity = submitted.Quantity;
            order.UnitPrice = submitted.UnitPrice;
            order.Currency = submitted.Currency;
            order.PaymentWindowSeconds = submitted.PaymentWindowSeconds;
            order.Email = submitted.Email;
            order.IdempotencyKey = submitted.IdempotencyKey;
            order.IdempotencyHash = submitted.IdempotencyHash;
            // timestamptz accepts only UTC.
            order.AcceptedAt = submitted.AcceptedAt.ToUniversalTime();
        });

    public static EventActivityBinder<OrderState, StockAllocated> RecordPaymentDeadline(this EventActivityBinder<OrderState, StockAllocated> binder) =>
        binder.Then(context => context.Saga.PaymentDueAt = context.Message.PaymentDueAt.ToUniversalTime());

    public static EventActivityBinder<OrderState, T> SchedulePaymentDeadline<T>(this EventActivityBinder<OrderState, T> binder, Schedule<OrderState, PaymentExpired> deadline)
        where T : class =>
        binder.Schedule(deadline, order => new PaymentExpired { OrderId = order.Saga.CorrelationId }, order => order.Saga.PaymentDueAt!.Value.UtcDateTime, Routing.Urgent);

    /// <summary>The first of payment, cancellation and last decline decides how the order ends: a recorded payment prevents every unpaid end.</summary>
    public static EventActivityBinder<OrderState, T> RequestEnd<T>(this EventActivityBinder<OrderState, T> binder, State end)
        where T : class =>
        binder.Then(context =>
        {
            if (context.Saga.PaymentId is null)
                context.Saga.RequestedEnd ??= end.Name;
        });

    public static EventActivityBinder<OrderState, PaymentReceived> RecordPayment(this EventActivityBinder<OrderState, PaymentReceived> binder) =>
        binder.Then(context => context.Saga.PaymentId = context.Message.PaymentId);

    public static EventActivityBinder<OrderState, PaymentDeclined> RecordDecline(this EventActivityBinder<OrderState, PaymentDeclined> binder) =>
        binder.Then(context =>
        {
            if (context.Saga.DeclinedPayments.Contains(context.Message.PaymentId))
                return;
            context.Saga.DeclinedPayments = [.. context.Saga.DeclinedPayments, context.Message.PaymentId];
            context.Saga.Declines++;
        });

    public static EventActivityBinder<OrderState, PaymentExpired> RecordDeadlinePassed(this EventActivityBinder<OrderState, PaymentExpired> binder) =>
        binder.Then(context => context.Saga.DeadlinePassed = true);

    public static EventActivityBinder<OrderState, StockCommitted> RecordStockSold(this EventActivityBinder<OrderState, StockCommitted> binder) =>
        binder.Then(context => context.Saga.StockCommitted = true);

    public static EventActivityBinder<OrderState, NoticeEnded> RecordNoticeOutcome(this EventActivityBinder<OrderState, NoticeEnded> binder) =>
        binder.Then(context => context.Saga.NoticeOutcome ??= context.Message.Outcome.ToString());

    /// <summary>Does not change the order; the event appears in its timeline.</summary>
    public static EventActivityBinder<OrderState, T> RecordInTimeline<T>(this EventActivityBinder<OrderState, T> binder)
        where T : class => binder.Then(_ => { });

    public static EventActivityBinder<OrderState, PaymentReceived> RefundPayment(this EventActivityBinder<OrderState, PaymentReceived> binder) =>
        binder.ThenAsync(async context =>
        {
            var (order, payment) = (context.Saga, context.Message);
            // The order's own payment, reported again.
            if (payment.PaymentId == order.PaymentId)
                return;
            await context.RequestRefundAsync(order.CorrelationId, payment.PaymentId, payment.Amount, payment.Currency, context.ReasonForRefund());
        });

    public static EventActivityBinder<OrderState, StockRejected> RefundRecordedPayment(this EventActivityBinder<OrderState, StockRejected> binder) =>
        binder.ThenAsync(context => context.RequestRefundAsync(
            context.Saga.CorrelationId, context.Saga.PaymentId!, context.Saga.Amount, context.Saga.Currency, RefundReason.OrderEnded));

    public static EventActivityBinder<OrderState, OrderSubmitted> RequestAllocation(this EventActivityBinder<OrderState, OrderSubmitted> binder) =>
        binder.Publish(context => OrderCommands.Allocate(context.Saga));

    public static EventActivityBinder<OrderState, T> ReleaseStock<T>(this EventActivityBinder<OrderState, T> binder)
        where T : class =>
        binder.Publish(context => OrderCommands.Release(context.Saga));

    public static EventActivityBinder<OrderState, T> ConfirmOrder<T>(this EventActivityBinder<OrderState, T> binder)
        where T : class =>
        binder
            .Publish(context => OrderCommands.Commit(context.Saga))
            .Announce(OrderOutcomes.Confirmed);

    /// <summary>Publishes the outcome under a message id of its own: an order has one of each kind, whoever may send it.</summary>
    /// <param name="binder">The event's steps so far.</param>
    /// <param name="end">One of <see cref="OrderOutcomes"/>.</param>
    public static EventActivityBinder<OrderState, T> Announce<T, TEnd>(this EventActivityBinder<OrderState, T> binder, Func<OrderState, TEnd> end)
        where T : class
        where TEnd : class =>
        binder.ThenAsync(context => context.Publish(end(context.Saga), publish => publish.MessageId = DerivedId.Of(context.Saga.CorrelationId, typeof(TEnd).Name), context.CancellationToken));
}
