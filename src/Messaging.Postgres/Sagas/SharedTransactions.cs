using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// Group commit for sagas: messages that wait while transactions run form the next transaction. No message waits for company,
/// and the groups grow with the load. Two messages of one instance never share a transaction; they meet in two, at the row's
/// lock, only when there is no other work.
/// </summary>
sealed class SharedTransactions<TSaga, TDbContext>(IServiceScopeFactory scopes, InboxTable inbox, StagedBatchWriter writer, PostgresMessagingOptions options)
    where TSaga : class, ISaga
    where TDbContext : DbContext
{
    readonly SharedTransaction<TSaga, TDbContext> _transaction = new(scopes, inbox, writer);
    readonly Lock _lock = new();
    readonly LinkedList<SharedTransactionMember<TSaga>> _waiting = [];
    readonly List<IReadOnlyList<SharedTransactionMember<TSaga>>> _inHand = [];
    int _running;

    /// <summary>Waits until a transaction has begun and it is the message's turn.</summary>
    /// <returns>Null when the message was consumed before.</returns>
    public async Task<SharedTransactionMember<TSaga>?> JoinAsync(InboxKey key, Guid sagaId, CancellationToken cancellationToken)
    {
        var member = new SharedTransactionMember<TSaga>(key, sagaId);
        lock (_lock)
        {
            _waiting.AddLast(member);
            if (_running < options.SharedTransactions)
            {
                _running++;
                // Without this message's trace and log scope: the transactions belong to no single message.
                using (ExecutionContext.SuppressFlow())
                    _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        await using var leaving = cancellationToken.Register(() => Leave(member, cancellationToken));
        return await member.Turn ? member : null;
    }

    async Task RunAsync()
    {
        while (Take() is { Count: > 0 } members)
        {
            await _transaction.RunAsync(members);
            lock (_lock)
                _inHand.Remove(members);
        }
    }

    List<SharedTransactionMember<TSaga>> Take()
    {
        lock (_lock)
        {
            var taken = Take([.. _inHand.SelectMany(members => members, (_, member) => member.SagaId)]);
            if (taken.Count == 0)
                taken = Take([]);
            if (taken.Count > 0)
                _inHand.Add(taken);
            else
                _running--;
            return taken;
        }
    }

    /// <summary>Takes the first messages for each saga that is not in the set.</summary>
    List<SharedTransactionMember<TSaga>> Take(HashSet<Guid> sagas)
    {
        var taken = new List<SharedTransactionMember<TSaga>>();
        for (var node = _waiting.First; node is not null && taken.Count < options.MessagesPerTransaction;)
        {
            var (current, next) = (node, node.Next);
            if (sagas.Add(current.Value.SagaId))
            {
                _waiting.Remove(current);
                taken.Add(current.Value);
            }

            node = next;
        }

        return taken;
    }

    void Leave(SharedTransactionMember<TSaga> member, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_waiting.Remove(member))
                member.TryLeave(cancellationToken);
        }
    }
}
