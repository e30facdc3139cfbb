using Microsoft.EntityFrameworkCore;

namespace MassTransit.PostgresIntegration;

/// <summary>One message in a shared transaction. It waits for its turn, handles its event, and waits for the COMMIT.</summary>
sealed class SharedTransactionMember<TSaga>(InboxKey key, Guid sagaId) : UnitOfWork
    where TSaga : class, ISaga
{
    readonly TaskCompletionSource<bool> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<OutboxGroup?> _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    DbContext? _dbContext;

    public InboxKey Key => key;

    public Guid SagaId => sagaId;

    public override DbContext DbContext => _dbContext!;

    /// <summary>The saga, locked; null when there is none.</summary>
    public TSaga? Saga { get; private set; }

    /// <summary>What the message sends, once it is done.</summary>
    public StagedBatch? Staged { get; private set; }

    /// <summary>What the message's own work has thrown.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>True: it is this message's turn. False: it was consumed before.</summary>
    /// <exception cref="SharedTransactionFailedException">The transaction failed before.</exception>
    public Task<bool> Turn => _turn.Task;

    public void IsDuplicate() => _turn.TrySetResult(false);

    public bool TryLeave(CancellationToken cancellationToken) => _turn.TrySetCanceled(cancellationToken);

    /// <summary>Lets the message do its work, alone with the DbContext, and waits until it is done or has failed.</summary>
    public Task TakeTurnAsync(DbContext dbContext, TSaga? saga)
    {
        (_dbContext, Saga) = (dbContext, saga);
        _turn.TrySetResult(true);
        return _done.Task;
    }

    public override Task<OutboxGroup?> CommitAsync(StagedBatch staged)
    {
        Staged = staged;
        _done.TrySetResult();
        return _committed.Task;
    }

    public override ValueTask EndAsync(Exception? failure)
    {
        if (_done.Task.IsCompleted)
            return ValueTask.CompletedTask;
        Failure = failure ?? new InvalidOperationException("The message left its transaction without completing it.");
        _done.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public void HasCommitted(OutboxGroup? group) => _committed.TrySetResult(group);

    public void HasFailed(SharedTransactionFailedException exception)
    {
        if (!_turn.TrySetException(exception) && Staged is not null)
            _committed.TrySetException(exception);
    }
}
