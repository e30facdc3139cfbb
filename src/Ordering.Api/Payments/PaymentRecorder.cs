using FlashSale.Contracts;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace FlashSale.Ordering.Api.Payments;

/// <summary>Records a payment and tells the saga, in one transaction: the row's key decides which of several equal callbacks is the first.</summary>
public sealed class PaymentRecorder(OrderingApiDbContext work, IPublishEndpoint publish)
{
    public async Task<RecordedPayment> RecordAsync(PaymentWord word, CancellationToken cancellationToken)
    {
        await using var transaction = await work.Database.BeginTransactionAsync(cancellationToken);
        object[] values = [word.PaymentId!, word.Outcome!, word.OrderId!.Value, word.Amount!.Value, word.Currency!];
        if (await work.Database.ExecuteSqlRawAsync(Sql.Named("Payments.record_payment"), values, cancellationToken) == 0)
        {
            // Another transaction that was writing the same row has ended by now: the insert waited for it.
            var same = await work.Database.SqlQueryRaw<bool>(Sql.Named("Payments.is_same_payment"), values).SingleAsync(cancellationToken);
            return same ? RecordedPayment.Known : RecordedPayment.Conflicting;
        }

        if (word.Outcome == PaymentWord.Succeeded)
            await publish.Publish(new PaymentReceived { OrderId = word.OrderId.Value, PaymentId = word.PaymentId!, Amount = word.Amount.Value, Currency = word.Currency! }, Routing.MustReachAQueue, cancellationToken);
        else
            await publish.Publish(new PaymentDeclined { OrderId = word.OrderId.Value, PaymentId = word.PaymentId! }, Routing.MustReachAQueue, cancellationToken);
        await work.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return RecordedPayment.New;
    }
}
