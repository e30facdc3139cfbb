namespace MassTransit.PostgresIntegration;

/// <summary>The open unit of work on a consume context, as this library uses it.</summary>
interface StagingContext : DbTransactionContext
{
    StagedMessages Staged { get; }
}
