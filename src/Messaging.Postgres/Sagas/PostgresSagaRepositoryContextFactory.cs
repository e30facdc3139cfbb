using System.Data;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MassTransit.PostgresIntegration;

/// <summary>Opens the repository for one message: in the outbox's transaction where there is one, else in one of its own.</summary>
sealed class PostgresSagaRepositoryContextFactory<TSaga, TDbContext>(IServiceProvider provider, ISagaConsumeContextFactory<DbContext, TSaga> factory, SharedTransactions<TSaga, TDbContext> shared)
    : ISagaRepositoryContextFactory<TSaga>, IQuerySagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISaga
    where TDbContext : DbContext
{
    // A message that shares a transaction works with that one's DbContext: creating its own scope's would cost 5% of a message.
    TDbContext DbContext => provider.GetRequiredService<TDbContext>();

    public Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class => context.TryGetPayload<StagingContext>(out var staging) && staging.MayShare && context.CorrelationId is { } sagaId
        ? SendSharedAsync(context, staging, sagaId, next)
        : InTransactionAsync(context, () => next.Send(new PostgresSagaRepositoryContext<TSaga, T>(DbContext, context, factory)));

    async Task SendSharedAsync<T>(ConsumeContext<T> context, StagingContext staging, Guid sagaId, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        if (await shared.JoinAsync(staging.Key, sagaId, context.CancellationToken) is not { } member)
        {
            staging.NoteDuplicate();
            return;
        }

        staging.Enlist(member);
        await next.Send(new PostgresSagaRepositoryContext<TSaga, T>(member.DbContext, context, factory, member));
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class =>
        InTransactionAsync(context, async () =>
        {
            // Ids first, then each row locked as it is loaded: a row that is gone by then is missing, not stale.
            var ids = await FindIdsAsync(query, context.CancellationToken);
            var repository = new PostgresSagaRepositoryContext<TSaga, T>(DbContext, context, factory);
            await next.Send(new DefaultSagaRepositoryQueryContext<TSaga, T>(repository, ids));
        });

    public Task<T> Execute<T>(Func<QuerySagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new PostgresSagaReadContext<TSaga>(DbContext, cancellationToken));

    public Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new PostgresSagaReadContext<TSaga>(DbContext, cancellationToken));

    public void Probe(ProbeContext context) => context.Add("persistence", "postgres");

    Task<List<Guid>> FindIdsAsync(ISagaQuery<TSaga> query, CancellationToken cancellationToken) =>
        DbContext.Set<TSaga>().AsNoTracking().Where(query.FilterExpression).Select(saga => saga.CorrelationId).ToListAsync(cancellationToken);

    async Task InTransactionAsync(ConsumeContext context, Func<Task> handle)
    {
        var dbContext = DbContext;
        if (context.TryGetPayload<StagingContext>(out var staging) && staging.MayShare && !await staging.BeginAsync())
            return;
        if (context.TryGetPayload<DbTransactionContext>(out var unitOfWork))
        {
            if (!ReferenceEquals(unitOfWork.DbContext, dbContext))
                throw new ConfigurationException($"{typeof(TSaga).Name} is kept by {typeof(TDbContext).Name}, the endpoint's outbox by {unitOfWork.DbContext.GetType().Name}: its writes would miss the outbox's transaction.");
            await handle();
            return;
        }

        dbContext.Database.AutoSavepointsEnabled = false;
        await using var transaction = await dbContext.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, context.CancellationToken);
        await handle();
        await dbContext.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }
}
