using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Refunds;
using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Payments;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace FlashSale.Ordering.Sagas;

/// <summary>
/// Refunds a payment. The provider is asked first; row and event follow in one transaction. After anything that happens in between, a
/// crash or an unknown outcome, the refund is looked up before it is asked for again, with the same key.
/// </summary>
public sealed class RefundConsumer(IPaymentProvider provider, RefundRecord record, RefundMetrics metrics, OrderingDbContext db) : IConsumer<RefundRequested>
{
    static readonly EmbeddedSql Sql = new(typeof(RefundConsumer));
    static readonly string MarkRefunded = Sql.Named("Refunds.mark_refunded");

    public async Task Consume(ConsumeContext<RefundRequested> context)
    {
        var message = context.Message;
        var standing = await record.BeginAsync(message.PaymentId, context.CancellationToken);
        if (standing != RefundStanding.Refunded)
        {
            await RefundAsync(new(message.PaymentId, message.OrderId, message.Amount, message.Currency), standing, context.CancellationToken);
            await db.Database.ExecuteSqlRawAsync(MarkRefunded, [message.PaymentId], context.CancellationToken);
        }

        await context.Publish(new RefundCompleted { OrderId = message.OrderId, PaymentId = message.PaymentId }, context.CancellationToken);
    }

    async Task RefundAsync(Refund refund, RefundStanding standing, CancellationToken cancellationToken)
    {
        if (standing == RefundStanding.AskedBefore && await IsFoundAsync(refund, cancellationToken))
            return;
        await provider.RefundAsync(refund, cancellationToken);
        CrashPoint.Reach("refunded-by-the-provider");
    }

    /// <returns>False: it was not made, and may be asked for again.</returns>
    async Task<bool> IsFoundAsync(Refund refund, CancellationToken cancellationToken)
    {
        var found = await provider.IsRefundedAsync(refund, cancellationToken);
        metrics.LookedUp(found);
        if (!found && !await record.MayAskAgainAsync(refund.PaymentId, cancellationToken))
            throw new RefundOutcomeUnknownException($"The provider knows no refund of payment {refund.PaymentId}, and may have forgotten its key: it is asked again when it says so once more.");
        return found;
    }
}
