using MassTransit.Context;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// Sagas of one message. Rows are locked while they are loaded, and written by the unit of work's SaveChanges, not here.
/// Two first events of one saga both insert; the loser fails on the primary key and its retry finds the row.
/// </summary>
sealed class PostgresSagaRepositoryContext<TSaga, TMessage>(DbContext dbContext, ConsumeContext<TMessage> context, ISagaConsumeContextFactory<DbContext, TSaga> factory, SharedTransactionMember<TSaga>? loaded = null)
    : ConsumeContextScope<TMessage>(context, dbContext), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISaga
    where TMessage : class
{
    SharedTransactionMember<TSaga>? _ahead = loaded;

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) => CreateSagaConsumeContext(this, instance, SagaConsumeContextMode.Add);

    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        _ahead = null;
        // Another insert of this saga ahead of its event waits here until our transaction ends, and then finds the row.
        await dbContext.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({instance.CorrelationId.ToString()}, 0))", CancellationToken);
        if (await FindAsync(instance.CorrelationId) is not null)
            return null!;

        dbContext.Add(instance);
        return await CreateSagaConsumeContext(this, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId) => await FindAsync(correlationId) is { } instance
        ? await CreateSagaConsumeContext(this, instance, SagaConsumeContextMode.Load)
        : null!;

    public Task Save(SagaConsumeContext<TSaga> context)
    {
        dbContext.Add(context.Saga);
        return Task.CompletedTask;
    }

    // Tracked: the unit of work's SaveChanges sees what has changed.
    public Task Update(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Delete(SagaConsumeContext<TSaga> context)
    {
        dbContext.Remove(context.Saga);
        return Task.CompletedTask;
    }

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context)
    {
        // What the instance holds now counts as loaded, so nothing of it is written.
        dbContext.Entry(context.Saga).State = EntityState.Unchanged;
        return Task.CompletedTask;
    }

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class => factory.CreateSagaConsumeContext(dbContext, consumeContext, instance, mode);

    async Task<TSaga?> FindAsync(Guid correlationId)
    {
        // Once: what a shared transaction has loaded is only as old as its lock while nobody else inserts.
        if (_ahead is { } ahead && ahead.SagaId == correlationId)
        {
            _ahead = null;
            return ahead.Saga;
        }

        return (await SagaRow.LockAsync<TSaga>(dbContext, [correlationId], CancellationToken)).GetValueOrDefault(correlationId);
    }
}
