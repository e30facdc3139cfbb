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

    public async Task Consume(ConsumeContext<RefundRequested> context)
    {
        var message = context.Message;
        await provider.RefundAsync(new(message.PaymentId, message.OrderId, message.Amount, message.Currency), context.CancellationToken);
        CrashPoint.Reach("refunded-by-the-provider");
        await db.Database.ExecuteSqlRawAsync(MarkRefunded, [message.PaymentId], context.CancellationToken);
        await context.Publish(new RefundCompleted { OrderId = message.OrderId, PaymentId = message.PaymentId }, context.CancellationToken);
    }
}
