using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace MassTransit.PostgresIntegration;

/// <summary>Writes what units of work send and schedule in one round trip, in the DbContext's current transaction.</summary>
sealed class StagedBatchWriter(OutboxTable outbox, ScheduleTable schedule)
{
    /// <returns>The group to deliver once the transaction has committed; null when there is nothing to send.</returns>
    public async Task<OutboxGroup?> WriteAsync(StagedBatch staged, DbContext dbContext, CancellationToken cancellationToken) =>
        (await WriteAsync([staged], dbContext, cancellationToken))[0];

    /// <returns>For each unit of work its group.</returns>
    public async Task<IReadOnlyList<OutboxGroup?>> WriteAsync(IReadOnlyList<StagedBatch> staged, DbContext dbContext, CancellationToken cancellationToken)
    {
        OutboxGroup?[] groups = [.. staged.Select(unit => unit.Messages.Count > 0 ? OutboxTable.Group(unit.Messages) : null)];
        if (staged.All(unit => unit.IsEmpty))
            return groups;

        await using var batch = new NpgsqlBatch((NpgsqlConnection)dbContext.Database.GetDbConnection(), (NpgsqlTransaction)dbContext.Database.CurrentTransaction!.GetDbTransaction());
        if (Array.Exists(groups, group => group is not null))
            batch.BatchCommands.Add(outbox.Insert(groups.OfType<OutboxGroup>()));
        // By token, like every transaction that locks several of these rows; stable, so that changes of one token keep their order.
        foreach (var change in staged.SelectMany(unit => unit.Schedule).OrderBy(change => change.TokenId))
            batch.BatchCommands.Add(schedule.Command(change));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return groups;
    }
}
