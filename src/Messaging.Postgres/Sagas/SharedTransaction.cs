using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// Several messages of one saga type, each for another instance, in one transaction: their inbox rows with one statement,
/// their sagas locked and loaded with one, the work of each in its turn, all that they changed and sent in two batches, COMMIT.
/// All or none: when one fails, all are rolled back, and the others are processed again.
/// </summary>
sealed class SharedTransaction<TSaga, TDbContext>(IServiceScopeFactory scopes, InboxTable inbox, StagedBatchWriter writer)
    where TSaga : class, ISaga
    where TDbContext : DbContext
{
    /// <summary>Never throws: whatever happens is the outcome of the members.</summary>
    public async Task RunAsync(IReadOnlyList<SharedTransactionMember<TSaga>> members)
    {
        SharedTransactionMember<TSaga>? guilty = null;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var dbContext = scope.ServiceProvider.GetRequiredService<TDbContext>();
            dbContext.Database.AutoSavepointsEnabled = false;
            await using var transaction = await dbContext.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted);
            var fresh = await RecordAsync(dbContext, members);
            var sagas = await SagaRow.LockAsync<TSaga>(dbContext, [.. fresh.Select(member => member.SagaId)], CancellationToken.None);
            foreach (var member in fresh)
            {
                await member.TakeTurnAsync(dbContext, sagas.GetValueOrDefault(member.SagaId));
                if (member.Failure is not { } failure)
                    continue;
                guilty = member;
                throw failure;
            }

            await dbContext.SaveChangesAsync();
            var groups = await writer.WriteAsync([.. fresh.Select(member => member.Staged!)], dbContext, CancellationToken.None);
            await transaction.CommitAsync();
            foreach (var (member, group) in fresh.Zip(groups))
                member.HasCommitted(group);
        }
        catch (Exception exception)
        {
            foreach (var member in members.Where(member => member != guilty))
                member.HasFailed(new(innocent: guilty is not null, exception));
        }
    }

    async Task<List<SharedTransactionMember<TSaga>>> RecordAsync(TDbContext dbContext, IReadOnlyList<SharedTransactionMember<TSaga>> members)
    {
        var recorded = await inbox.RecordAsync(dbContext, members.Select(member => member.Key), CancellationToken.None);
        foreach (var member in members.Where(member => !recorded.Contains(member.Key)))
            member.IsDuplicate();
        return [.. members.Where(member => recorded.Contains(member.Key))];
    }
}
