using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>Two messages met at one row. Neither is at fault; the loser tries again and sees what the other wrote.</summary>
public static class ConcurrencyConflict
{
    public static bool Is(Exception exception) => exception switch
    {
        DbUpdateConcurrencyException => true,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable,
        _ => exception.InnerException is { } inner && Is(inner),
    };
}
