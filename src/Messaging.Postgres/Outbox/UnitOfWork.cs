using Microsoft.EntityFrameworkCore;

namespace MassTransit.PostgresIntegration;

/// <summary>The transaction in which a message is consumed, its inbox row already in it.</summary>
abstract class UnitOfWork
{
    public abstract DbContext DbContext { get; }

    /// <summary>Writes the DbContext's changes and what is staged, and commits.</summary>
    /// <returns>What is to be delivered now; null when there is nothing to send.</returns>
    public abstract Task<OutboxGroup?> CommitAsync(StagedBatch staged);

    /// <summary>The message failed, or its consumer is done with it: nothing that was not committed remains.</summary>
    public abstract ValueTask EndAsync(Exception? failure);
}
