using FlashSale.Contracts;
using FlashSale.ServiceDefaults.Connections;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>How a refund begins.</summary>
static class RefundRequests
{
    static readonly EmbeddedSql Sql = new(typeof(RefundRequests));
    static readonly string RequestRefund = Sql.Named("request_refund");

    /// <summary>
    /// Writes the row and publishes RefundRequested, both in the transaction of the message being consumed. A payment is refunded
    /// only once: its id is the row's key.
    /// </summary>
    public static async Task RequestRefundAsync(this ConsumeContext context, Guid orderId, string paymentId, decimal amount, string currency, string reason)
    {
        // A payment of 0 is recorded in the timeline only: there is nothing to refund.
        if (amount == 0)
            return;

        var database = context.GetPayload<DbTransactionContext>().DbContext.Database;
        var inserted = await database.ExecuteSqlRawAsync(RequestRefund, [paymentId, orderId, amount, currency, reason], context.CancellationToken);
        if (inserted == 0)
            return;

        await context.Publish(new RefundRequested { OrderId = orderId, PaymentId = paymentId, Amount = amount, Currency = currency, Reason = reason }, context.CancellationToken);
    }
}
