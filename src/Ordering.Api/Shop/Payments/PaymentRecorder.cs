using FlashSale.Contracts;
using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FlashSale.Ordering.Api.Shop.Payments;

/// <summary>
/// Records a payment and notifies the saga, in one transaction, which it shares with the callbacks that wait at the same time:
/// the row's key decides which of several equal ones is the first.
/// </summary>
public sealed class PaymentRecorder(IServiceScopeFactory scopes, ILogger<PaymentRecorder> log) : GroupCommit<PaymentCallback, RecordedPayment>(maxSize: 32, lanes: 2)
{
    static readonly EmbeddedSql Sql = new(typeof(PaymentRecorder));

    /// <summary>A cancelled wait proves nothing about the payment, which may be recorded all the same.</summary>
    public Task<RecordedPayment> RecordAsync(PaymentCallback callback, CancellationToken cancellationToken) => RunAsync(callback, cancellationToken);

    /// <summary>The same transaction without a payment: compiles what the first callback would wait for.</summary>
    public Task WarmUpAsync() => CommitAsync([]);

    protected override async Task<IReadOnlyList<Task<RecordedPayment>>> CommitAsync(IReadOnlyList<PaymentCallback> group)
    {
        await using var scope = scopes.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<OrderingApiDbContext>();
        var publish = scope.ServiceProvider.GetRequiredService<IPublishEndpoint>();
        await using var transaction = await work.Database.BeginTransactionAsync();
        var inserted = (await QueryAsync(work, Sql.Named("record_payments"), group, row => (row.GetString(0), row.GetString(1)))).ToHashSet();
        var outcomes = new RecordedPayment[group.Count];
        foreach (var (place, callback) in group.Index())
        {
            // The first with this key, as in the insert; those behind it are judged by what it has recorded.
            if (!inserted.Remove((callback.PaymentId!, callback.Outcome!)))
                outcomes[place] = RecordedPayment.Conflicting;
            else
                await TellAsync(publish, callback);
        }

        if (outcomes.Contains(RecordedPayment.Conflicting))
        {
            foreach (var place in await QueryAsync(work, Sql.Named("which_are_recorded_as_said"), group, row => row.GetInt32(0)))
            {
                if (outcomes[place - 1] == RecordedPayment.Conflicting)
                    outcomes[place - 1] = RecordedPayment.Known;
            }

            await KeepConflictsAsync(work, [.. group.Where((_, place) => outcomes[place] == RecordedPayment.Conflicting)]);
        }

        await work.SaveChangesAsync();
        await transaction.CommitAsync();
        CrashPoint.Reach("payments-recorded");
        return [.. outcomes.Select(Task.FromResult)];
    }

    /// <summary>Money that nobody can assign: a row and a log entry, for a person and the provider's support.</summary>
    async Task KeepConflictsAsync(OrderingApiDbContext work, IReadOnlyList<PaymentCallback> conflicts)
    {
        if (conflicts.Count == 0)
            return;
        await QueryAsync(work, Sql.Named("keep_conflicts"), conflicts, row => row.GetInt64(0));
        foreach (var conflict in conflicts)
        {
            log.LogError("Payment {PaymentId} of order {OrderId} was reported as {Outcome} of {Amount} {Currency}, and before that with another order, amount or currency",
                conflict.PaymentId, conflict.OrderId, conflict.Outcome, conflict.Amount, conflict.Currency);
        }
    }

    static Task TellAsync(IPublishEndpoint publish, PaymentCallback callback) => callback.Outcome == PaymentCallback.Succeeded
        ? publish.Publish(new PaymentReceived { OrderId = callback.OrderId!.Value, PaymentId = callback.PaymentId!, Amount = callback.Amount!.Value, Currency = callback.Currency! }, Routing.Urgent)
        : publish.Publish(new PaymentDeclined { OrderId = callback.OrderId!.Value, PaymentId = callback.PaymentId! }, Routing.Urgent);

    static async Task<List<T>> QueryAsync<T>(OrderingApiDbContext work, string sql, IReadOnlyList<PaymentCallback> group, Func<NpgsqlDataReader, T> read)
    {
        await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)work.Database.GetDbConnection());
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. group.Select(callback => callback.PaymentId!)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. group.Select(callback => callback.Outcome!)] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. group.Select(callback => callback.OrderId!.Value)] });
        command.Parameters.Add(new NpgsqlParameter<decimal[]> { TypedValue = [.. group.Select(callback => callback.Amount!.Value)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. group.Select(callback => callback.Currency!)] });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }
}
