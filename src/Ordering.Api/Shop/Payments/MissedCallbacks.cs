using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Payments;
using FluentValidation;
using Npgsql;

namespace FlashSale.Ordering.Api.Shop.Payments;

/// <summary>
/// Compares the provider's list of captured payments with what its callbacks have reported. A payment whose callback never came is recorded as
/// if it had come; one that was reported with other values is a conflict, as it would be then.
/// </summary>
public sealed class MissedCallbacks(
    IPaymentProvider provider, PaymentRecorder recorder, IValidator<PaymentCallback> validator, NpgsqlDataSource database, PaymentLookOptions options, PaymentLookMetrics metrics, ILogger<MissedCallbacks> log)
{
    static readonly EmbeddedSql Sql = new(typeof(MissedCallbacks));

    /// <summary>Looks, if a look is due.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (await BeginAsync(cancellationToken) is not { } look)
            return;
        var (since, missedBefore, after) = (look.Since, look.Now - options.MissedAfter, (string?)null);
        while (await provider.ListPaymentsAsync(since, after, cancellationToken) is [.., var last] page)
        {
            CapturedPayment[] due = [.. page.Where(payment => payment.CapturedAt <= missedBefore)];
            await RecordAsync(due, cancellationToken);
            // Only as far as the provider itself has listed payments: its clock may be behind ours, and its list behind its clock.
            if (due.Length > 0)
                await EndAsync(due[^1].CapturedAt, cancellationToken);
            if (last.CapturedAt > missedBefore)
                break;
            if (last.PaymentId == after)
                throw new InvalidOperationException($"The payment provider lists payment {after} again after itself.");
            (since, after) = (last.CapturedAt, last.PaymentId);
        }
    }

    async Task<(DateTimeOffset Since, DateTimeOffset Now)?> BeginAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("begin_payment_look"));
        command.Parameters.Add(new() { Value = options.LookEvery });
        command.Parameters.Add(new() { Value = options.Overlap });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1)) : null;
    }

    async Task EndAsync(DateTimeOffset checkedUntil, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("end_payment_look"));
        command.Parameters.Add(new() { Value = checkedUntil.ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    async Task RecordAsync(CapturedPayment[] payments, CancellationToken cancellationToken)
    {
        var callbacks = new List<PaymentCallback>(payments.Length);
        foreach (var payment in payments)
        {
            var callback = new PaymentCallback { OrderId = payment.OrderId, PaymentId = payment.PaymentId, Amount = payment.Amount, Currency = payment.Currency, Outcome = PaymentCallback.Succeeded };
            if (validator.Validate(callback) is { IsValid: false } invalid)
                log.LogError("The payment provider lists payment {PaymentId}, which cannot be recorded: {Reason}", payment.PaymentId, invalid.ToString(" "));
            else
                callbacks.Add(callback);
        }

        var missing = await FindMissingAsync(callbacks, cancellationToken);
        // At once, so that they share transactions.
        await Task.WhenAll(missing.Select(callback => RecordAsync(callback, cancellationToken)));
    }

    async Task RecordAsync(PaymentCallback callback, CancellationToken cancellationToken)
    {
        // Its callback may have come meanwhile.
        if (await recorder.RecordAsync(callback, cancellationToken) != RecordedPayment.New)
            return;
        metrics.FoundMissed();
        log.LogWarning("The callback of payment {PaymentId} of order {OrderId} never came: it is recorded from the provider's list", callback.PaymentId, callback.OrderId);
    }

    async Task<List<PaymentCallback>> FindMissingAsync(List<PaymentCallback> callbacks, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("which_are_not_recorded"));
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. callbacks.Select(callback => callback.PaymentId!)] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. callbacks.Select(callback => callback.OrderId!.Value)] });
        command.Parameters.Add(new NpgsqlParameter<decimal[]> { TypedValue = [.. callbacks.Select(callback => callback.Amount!.Value)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. callbacks.Select(callback => callback.Currency!)] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var missing = new List<PaymentCallback>();
        while (await reader.ReadAsync(cancellationToken))
            missing.Add(callbacks[reader.GetInt32(0) - 1]);
        return missing;
    }
}
