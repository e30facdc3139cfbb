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
    public async Task<bool> TryRecordAsync(DbContext dbContext, Guid messageId, Guid consumerId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql.RecordConsumed, (NpgsqlConnection)dbContext.Database.GetDbConnection(), (NpgsqlTransaction)dbContext.Database.CurrentTransaction!.GetDbTransaction())
        {
            Parameters = { new NpgsqlParameter<Guid> { TypedValue = messageId }, new NpgsqlParameter<Guid> { TypedValue = consumerId } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Forgets a batch of messages, and of crash-loop counts, that are older than the duplicate window.</summary>
    /// <returns>Messages forgotten.</returns>
    public async Task<int> ForgetAsync(int limit, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new(sql.ForgetConsumedBefore) { Parameters = { new() { Value = options.DuplicateDetectionWindow }, new() { Value = limit } } });
        batch.BatchCommands.Add(new(sql.ForgetDeliveriesBefore) { Parameters = { new() { Value = options.DuplicateDetectionWindow } } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return (int)batch.BatchCommands[0].RecordsAffected;
    }
}
