using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace MassTransit.PostgresIntegration;

/// <summary>The table inbox: which consumer has consumed which message.</summary>
sealed class InboxTable(NpgsqlDataSource dataSource, MessagingSql sql, PostgresMessagingOptions options)
{
    /// <summary>
    /// Records in the context's transaction that the message is consumed. Waits for a concurrent delivery of the same
    /// message to end.
    /// </summary>
    /// <returns>False when it was consumed before.</returns>
    public async Task<bool> TryRecordAsync(DbContext dbContext, InboxKey key, CancellationToken cancellationToken)
    {
        await using var command = Command(dbContext, sql.RecordConsumed, new NpgsqlParameter<Guid> { TypedValue = key.MessageId }, new NpgsqlParameter<Guid> { TypedValue = key.ConsumerId });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>The same for several messages.</summary>
    /// <returns>Those that were not consumed before.</returns>
    public async Task<IReadOnlySet<InboxKey>> RecordAsync(DbContext dbContext, IEnumerable<InboxKey> keys, CancellationToken cancellationToken)
    {
        // All processes take their locks in one order.
        var sorted = keys.OrderBy(key => key.MessageId).ThenBy(key => key.ConsumerId).ToList();
        await using var command = Command(dbContext, sql.RecordAllConsumed,
            new NpgsqlParameter<Guid[]> { TypedValue = [.. sorted.Select(key => key.MessageId)] }, new NpgsqlParameter<Guid[]> { TypedValue = [.. sorted.Select(key => key.ConsumerId)] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var recorded = new HashSet<InboxKey>();
        while (await reader.ReadAsync(cancellationToken))
            recorded.Add(new(reader.GetGuid(0), reader.GetGuid(1)));
        return recorded;
    }

    /// <summary>Deletes a batch of messages, and of crash-loop counts, that are older than the duplicate window.</summary>
    /// <returns>Messages deleted.</returns>
    public async Task<int> ForgetAsync(int limit, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new(sql.ForgetConsumedBefore) { Parameters = { new() { Value = options.DuplicateDetectionWindow }, new() { Value = limit } } });
        batch.BatchCommands.Add(new(sql.ForgetDeliveriesBefore) { Parameters = { new() { Value = options.DuplicateDetectionWindow } } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return (int)batch.BatchCommands[0].RecordsAffected;
    }

    static NpgsqlCommand Command(DbContext dbContext, string statement, NpgsqlParameter first, NpgsqlParameter second) =>
        new(statement, (NpgsqlConnection)dbContext.Database.GetDbConnection(), (NpgsqlTransaction)dbContext.Database.CurrentTransaction!.GetDbTransaction()) { Parameters = { first, second } };
}
