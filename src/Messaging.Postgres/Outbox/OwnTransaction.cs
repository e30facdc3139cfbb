using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.PostgresIntegration;

/// <summary>One message in a transaction of its own, on the DbContext of the message's scope.</summary>
sealed class OwnTransaction : UnitOfWork
{
    readonly IDbContextTransaction _transaction;
    readonly StagedBatchWriter _writer;

    OwnTransaction(DbContext dbContext, IDbContextTransaction transaction, StagedBatchWriter writer) => (DbContext, _transaction, _writer) = (dbContext, transaction, writer);

    public override DbContext DbContext { get; }

    /// <returns>Null when the message was consumed before.</returns>
    public static async Task<OwnTransaction?> BeginAsync(DbContext dbContext, InboxTable inbox, StagedBatchWriter writer, InboxKey key, CancellationToken cancellationToken)
    {
        if (dbContext.Database.CreateExecutionStrategy().RetriesOnFailure)
            throw new ConfigurationException($"{dbContext.GetType().Name} retries on failure by itself: its second attempt would see the first one's entities. The endpoint's retry policy does it, in a new scope.");

        // Saves two statements per SaveChanges; nothing here continues after a failed one.
        dbContext.Database.AutoSavepointsEnabled = false;
        var transaction = await dbContext.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        try
        {
            if (await inbox.TryRecordAsync(dbContext, key, cancellationToken))
                return new(dbContext, transaction, writer);
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }

        await transaction.DisposeAsync();
        return null;
    }

    public override async Task<OutboxGroup?> CommitAsync(StagedBatch staged)
    {
        await DbContext.SaveChangesAsync(CancellationToken.None);
        var group = await _writer.WriteAsync(staged, DbContext, CancellationToken.None);
        await _transaction.CommitAsync(CancellationToken.None);
        return group;
    }

    public override ValueTask EndAsync(Exception? failure) => _transaction.DisposeAsync();
}
