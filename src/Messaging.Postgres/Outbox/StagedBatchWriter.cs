using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace MassTransit.PostgresIntegration;

/// <summary>Writes a unit of work's messages and schedule changes in one round trip, in the DbContext's current transaction.</summary>
sealed class StagedBatchWriter(OutboxTable outbox, ScheduleTable schedule)
{
    /// <returns>The group to deliver once the transaction has committed; null when there is nothing to send.</returns>
    public async Task<OutboxGroup?> WriteAsync(StagedBatch staged, DbContext dbContext, CancellationToken cancellationToken)
    {
        if (staged.IsEmpty)
            return null;

        await using var batch = new NpgsqlBatch((NpgsqlConnection)dbContext.Database.GetDbConnection(), (NpgsqlTransaction)dbContext.Database.CurrentTransaction!.GetDbTransaction());
        OutboxGroup? group = null;
        if (staged.Messages.Count > 0)
        {
            (group, var insert) = outbox.Insert(staged.Messages);
            batch.BatchCommands.Add(insert);
        }

        foreach (var change in staged.Schedule)
            batch.BatchCommands.Add(schedule.Command(change));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return group;
    }
}
