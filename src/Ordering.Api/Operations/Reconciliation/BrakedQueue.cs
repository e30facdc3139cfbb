using Npgsql;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>A queue that stands still, because every message that is tried fails for a reason that is not the message's.</summary>
/// <param name="SqlState">PostgreSQL's code of the last failure.</param>
/// <param name="Cause">Its text.</param>
public sealed record BrakedQueue(string Queue, DateTimeOffset Since, string SqlState, string Cause)
{
    /// <summary>What a person does; the queue then goes on by itself.</summary>
    public string Remedy => SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege => "restore the grant",
        PostgresErrorCodes.QueryCanceled => "find what cancels statements: statement_timeout, or somebody's script",
        _ => "run the schema job, or undo what was renamed or dropped",
    };
}
