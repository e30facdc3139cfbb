using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Refunds;
using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Connections;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace FlashSale.Ordering.Sagas;

/// <summary>
/// Refunds a payment. The provider is asked first; row and event follow in one transaction. After anything that happens in between, a
/// crash or an unknown outcome, it is asked again with the same key, and the provider refunds once.
/// </summary>
public sealed class RefundConsumer(IPaymentProvider provider, OrderingDbContext db) : IConsumer<RefundRequested>
{
    static readonly EmbeddedSql Sql = new(typeof(RefundConsumer));
    static readonly string MarkRefunded = Sql.Named("Refunds.mark_refunded");
    static readonly string IsRefunded = Sql.Named("Refunds.is_refunded");

    public async Task Consume(ConsumeContext<RefundRequested> context)
    {
        var message = context.Message;
        if (await IsRefundedAsync(message.PaymentId, context.CancellationToken))
        {
            await AnnounceAsync(context, message);
            return;
        }

        await provider.RefundAsync(new(message.PaymentId, message.OrderId, message.Amount, message.Currency), context.CancellationToken);
        CrashPoint.Reach("refunded-by-the-provider");
        await db.Database.ExecuteSqlRawAsync(MarkRefunded, [message.PaymentId], context.CancellationToken);
        await AnnounceAsync(context, message);
    }

    /// <summary>The record is read first: what is refunded is not asked of the provider again, whose keys may live shorter than our messages.</summary>
    async Task<bool> IsRefundedAsync(string paymentId, CancellationToken cancellationToken) =>
        (await db.Database.SqlQueryRaw<bool>(IsRefunded, paymentId).ToListAsync(cancellationToken)) is [true];

    static Task AnnounceAsync(ConsumeContext context, RefundRequested refund) =>
        context.Publish(new RefundCompleted { OrderId = refund.OrderId, PaymentId = refund.PaymentId }, context.CancellationToken);
}
