using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Steps;

namespace FlashSale.Ordering.Sagas.Awaited;

/// <summary>
/// All that is awaited, in one table. A message is a hint; the row in PostgreSQL decides, and asks again. Each receiver recognizes what it has
/// done before by the order's or the payment's id, not by the message's.
/// </summary>
static class AwaitedAnswers
{
    const string Saga = "order-state";

    static readonly Dictionary<string, AwaitedAnswer> ByName = new AwaitedAnswer[]
    {
        new("allocation", "Allocating: StockAllocated or StockRejected", "allocate-stock", Saga, (order, _) => OrderCommands.Allocate(order!), typeof(AllocateStock), typeof(StockAllocated), typeof(StockRejected)),
        new("deadline", "AwaitingPayment: PaymentExpired, when its schedule is gone", Saga, null, (_, overdue) => new PaymentExpired { OrderId = overdue.OrderId }, typeof(PaymentExpired)),
        new("commit", "Confirmed: StockCommitted", "commit-stock", Saga, (order, _) => OrderCommands.Commit(order!), typeof(CommitStock), typeof(StockCommitted)),
        new("notice-confirmed", "Confirmed: NoticeEnded", "order-confirmed", Saga, (order, _) => OrderOutcomes.Confirmed(order!), typeof(OrderConfirmed), typeof(NoticeEnded)),
        new("release", "Releasing: StockReleased", "release-stock", Saga, (order, _) => OrderCommands.Release(order!), typeof(ReleaseStock), typeof(StockReleased)),
        new("notice-expired", "Expired: NoticeEnded", "order-expired", Saga, (order, _) => OrderOutcomes.Expired(order!), typeof(OrderExpired), typeof(NoticeEnded)),
        new("notice-cancelled", "Cancelled: NoticeEnded", "order-cancelled", Saga, (order, _) => OrderOutcomes.Cancelled(order!), typeof(OrderCancelled), typeof(NoticeEnded)),
        new("notice-declined", "Declined: NoticeEnded", "order-declined", Saga, (order, _) => OrderOutcomes.Declined(order!), typeof(OrderDeclined), typeof(NoticeEnded)),
        new("notice-rejected", "Rejected: NoticeEnded", "order-rejected", Saga, (order, _) => OrderOutcomes.Rejected(order!), typeof(OrderRejected), typeof(NoticeEnded)),
        new("refund", "a refund that was requested: the provider's word", "refund", null,
            (_, overdue) => new RefundRequested { OrderId = overdue.OrderId, PaymentId = overdue.Subject, Amount = overdue.Amount, Currency = overdue.Currency!, Reason = overdue.Reason! }, typeof(RefundRequested)),
        new("payment", "a payment that the API has recorded: that the order takes note of it", Saga, null,
            (_, overdue) => new PaymentReceived { OrderId = overdue.OrderId, PaymentId = overdue.Subject, Amount = overdue.Amount, Currency = overdue.Currency! }, typeof(PaymentReceived)),
        new("decline", "a recorded decline: that the order counts it", Saga, null, (_, overdue) => new PaymentDeclined { OrderId = overdue.OrderId, PaymentId = overdue.Subject }, typeof(PaymentDeclined)),
        new("cancellation", "a recorded cancellation: that the order takes note of it", Saga, null, (_, overdue) => new OrderCancellationRequested { OrderId = overdue.OrderId }, typeof(OrderCancellationRequested)),
    }.ToDictionary(answer => answer.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<AwaitedAnswer> All => ByName.Values;

    public static AwaitedAnswer Named(string name) => ByName[name];
}
