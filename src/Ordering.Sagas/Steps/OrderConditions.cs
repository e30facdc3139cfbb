using FlashSale.Contracts;
using FlashSale.ServiceDefaults.Connections;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace FlashSale.Ordering.Sagas.Steps;

/// <summary>The conditions by which the order state machine decides.</summary>
static class OrderConditions
{
    /// <summary>This many declined payments end an order.</summary>
    const int DeclinesUntilTheEnd = 3;

    static readonly EmbeddedSql Sql = new(typeof(OrderConditions));
    static readonly string WhatTheDeadlineMeets = Sql.Named("what_the_deadline_meets");

    /// <summary>A payment that pays for the order has been recorded.</summary>
    public static bool IsPaid(this BehaviorContext<OrderState> context) => context.Saga.PaymentId is not null;

    /// <summary>Nothing is to be paid, so nothing is waited for.</summary>
    public static bool IsFree(this BehaviorContext<OrderState> context) => context.Saga.Amount == 0;

    /// <summary>The order was cancelled, or its last payment attempt declined, before the ledger answered.</summary>
    public static bool IsToEnd(this BehaviorContext<OrderState> context) => context.Saga.RequestedEnd is not null;

    public static bool EndsAs(this BehaviorContext<OrderState> context, State end) => context.Saga.RequestedEnd == end.Name;

    public static bool WasTheLastDecline(this BehaviorContext<OrderState> context) => context.Saga.Declines >= DeclinesUntilTheEnd;

    public static bool IsComplete(this BehaviorContext<OrderState> context) => context.Saga is { StockCommitted: true, NoticeOutcome: not null };

    /// <summary>
    /// A successful payment for the order is recorded and has no refund. While the order is unpaid, that means that its PaymentReceived
    /// has not been handled yet. A payment of 0 is never refunded, and never waited for.
    /// Read in the saga's transaction: a payment recorded after that transaction is late.
    /// </summary>
    public static async Task<bool> HasAPaymentOnItsWayAsync(this BehaviorContext<OrderState> context) => (await context.ReadDeadlineAsync()).PaymentIsOnItsWay;

    /// <summary>The payment deadline has passed, by PostgreSQL's clock; whether a payment is on its way is read with it.</summary>
    public static async Task<bool> IsOverdueAsync(this BehaviorContext<OrderState, PaymentExpired> context)
    {
        var met = await context.ReadDeadlineAsync();
        context.AddOrUpdatePayload(() => met, _ => met);
        return met.HasPassed;
    }

    /// <summary>As of <see cref="IsOverdueAsync"/>.</summary>
    public static bool MeetsAPaymentOnItsWay(this BehaviorContext<OrderState, PaymentExpired> context) => context.GetPayload<DeadlineMet>().PaymentIsOnItsWay;

    static async Task<DeadlineMet> ReadDeadlineAsync(this BehaviorContext<OrderState> context)
    {
        var database = context.GetPayload<DbTransactionContext>().DbContext.Database;
        return (await database.SqlQueryRaw<DeadlineMet>(WhatTheDeadlineMeets, context.Saga.CorrelationId, context.Saga.PaymentDueAt!).ToListAsync(context.CancellationToken))[0];
    }

    sealed record DeadlineMet(bool HasPassed, bool PaymentIsOnItsWay);
}
