using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Refunds;
using FlashSale.ServiceDefaults.Faults;
using MassTransit;

namespace FlashSale.Ordering.Sagas.Payments;

/// <summary>
/// A succeeded payment whose order does not exist (yet): the order may still be on its way, so the message faults and is
/// redelivered. At its last permitted delivery the payment is refunded: it must not end where nobody acts on it.
/// </summary>
sealed class PaymentOfUnknownOrder(FaultTimings timings)
{
    public Task ConsumeAsync(ConsumeContext<PaymentReceived> context)
    {
        var payment = context.Message;
        return context.GetRedeliveryCount() < timings.Redeliveries.Count
            ? throw new OrderUnknownException(payment.OrderId, nameof(PaymentReceived))
            : context.RequestRefundAsync(payment.OrderId, payment.PaymentId, payment.Amount, payment.Currency, RefundReason.OrderUnknown);
    }
}
