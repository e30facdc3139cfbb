using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MassTransit;

/// <summary>
/// Faults that come from another transaction being there first. Nothing was committed; the same message in a new scope
/// succeeds, or finds the duplicate.
/// </summary>
public static class DatabaseConflict
{
    public static bool Is(Exception exception) =>
        exception is DbUpdateConcurrencyException || exception.GetBaseException() is DbUpdateConcurrencyException or PostgresException
        {
            SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
        };
}
