using System.Data.Common;
using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// The bus outbox of one scope: what the scope publishes waits for its DbContext's next SaveChangesAsync, is written in that
/// transaction, and is handed to the delivery when the transaction has committed.
/// </summary>
/// <remarks>
/// As with entities, a SaveChangesAsync that fails keeps the messages for the next try, and a rollback of the transaction
/// that has written them loses them. A rollback loses what no SaveChangesAsync has written, too.
/// </remarks>
sealed class BusOutbox(StagedBatchWriter writer, BusOutboxDelivery delivery, IServiceProvider scope)
    : DbTransactionInterceptor, ISaveChangesInterceptor, OutboxSendContext
{
    readonly List<(Guid Transaction, OutboxGroup Group)> _written = [];
    StagedBatch? _inHand;
    IDbContextTransaction? _own;

    public StagedMessages Staged { get; } = new();

    public Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        Staged.Add(context);
        return Task.CompletedTask;
    }

    public object? GetService(Type serviceType) => scope.GetService(serviceType);

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (Staged.IsEmpty || eventData.Context is not { } dbContext)
            return result;

        if (dbContext.Database.CurrentTransaction is null)
            _own = await dbContext.Database.BeginTransactionAsync(cancellationToken);
        _inHand = Staged.Take();
        try
        {
            if (await writer.WriteAsync(_inHand, dbContext, cancellationToken) is { } group)
                _written.Add((dbContext.Database.CurrentTransaction!.TransactionId, group));
            return result;
        }
        catch
        {
            // EF reports failures of SaveChanges to interceptors, but not their own.
            await PutBackAsync();
            throw;
        }
    }

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        // From here on the entities count as saved: messages must not outlive them should the commit fail.
        _inHand = null;
        if (_own is { } transaction)
        {
            _own = null;
            await using (transaction)
                await transaction.CommitAsync(cancellationToken);
        }

        return result;
    }

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) => PutBackAsync();

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) => PutBackAsync();

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) => Staged.IsEmpty
        ? result
        : throw new NotSupportedException("Messages wait in the bus outbox: save with SaveChangesAsync.");

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        HandOver(eventData.TransactionId);
        return Task.CompletedTask;
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => HandOver(eventData.TransactionId);

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Discard();
        return Task.CompletedTask;
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Discard();

    // Groups of another transaction were rolled back by its disposal, which no interceptor observes.
    void HandOver(Guid transaction)
    {
        foreach (var written in _written.Where(written => written.Transaction == transaction))
            delivery.Enqueue(written.Group);
        _written.Clear();
    }

    void Discard()
    {
        _written.Clear();
        Staged.Take();
    }

    async Task PutBackAsync()
    {
        if (_inHand is { } batch)
            Staged.PutBack(batch);
        _inHand = null;
        if (_own is { } transaction)
        {
            _own = null;
            await transaction.DisposeAsync();
        }
    }
}
