using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Refunds;
using MassTransit;

namespace FlashSale.Ordering.Sagas.Early;

/// <summary>
/// A succeeded payment whose order does not exist (yet). When it has come for the last time it is refunded: it must not end where nobody acts on it.
/// </summary>
sealed class PaymentOfUnknownOrder(EarlyMessages early)
{
    public async Task ConsumeAsync(ConsumeContext<PaymentReceived> context)
    {
        var payment = context.Message;
        if (!await early.TryPostponeAsync(context))
            await context.RequestRefundAsync(payment.OrderId, payment.PaymentId, payment.Amount, payment.Currency, RefundReason.OrderUnknown);
    }
}
