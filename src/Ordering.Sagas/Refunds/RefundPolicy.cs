using FlashSale.Contracts;
using MassTransit;

namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>Which payment pays for its order, and why any other is refunded. A payment of an unknown order: <see cref="Early.PaymentOfUnknownOrder"/>.</summary>
static class RefundPolicy
{
    /// <summary>It is the first payment of the right amount, and no other end was decided before it.</summary>
    public static bool PaysForTheOrder(this BehaviorContext<OrderState, PaymentReceived> context) =>
        context.Saga.PaymentId is null && context.Saga.RequestedEnd is null && context.IsOfTheRightAmount();

    /// <summary>Why a payment is refunded: it does not pay for its order.</summary>
    public static string ReasonForRefund(this BehaviorContext<OrderState, PaymentReceived> context) => context.Saga switch
    {
        { PaymentId: not null } => RefundReason.AlreadyPaid,
        { RequestedEnd: not null } => RefundReason.OrderEnded,
        _ when context.IsOfTheRightAmount() => RefundReason.OrderEnded,
        _ => RefundReason.WrongAmount,
    };

    static bool IsOfTheRightAmount(this BehaviorContext<OrderState, PaymentReceived> context) =>
        context.Message.Amount == context.Saga.Amount && context.Message.Currency == context.Saga.Currency;
}
