namespace MassTransit.PostgresIntegration;

/// <summary>The open unit of work on a consume context, as this library uses it.</summary>
interface StagingContext : DbTransactionContext
{
    StagedMessages Staged { get; }

    InboxKey Key { get; }

    /// <summary>Whether the transaction is still to come, and may be shared.</summary>
    bool MayShare { get; }

    /// <summary>Begins the message's own transaction.</summary>
    /// <returns>False when the message was consumed before.</returns>
    Task<bool> BeginAsync();

    /// <summary>Goes on in a transaction with others.</summary>
    void Enlist(UnitOfWork unitOfWork);

    /// <summary>Found in the shared transaction: the message was consumed before.</summary>
    void NoteDuplicate();
}
