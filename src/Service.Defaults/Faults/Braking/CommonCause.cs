using MassTransit;
using Npgsql;

namespace FlashSale.ServiceDefaults.Faults.Braking;

/// <summary>
/// A cause in the schema, in rights or in a limit of the database, which may be common to all messages of an endpoint: a table that a
/// late migration has not made yet, a revoked grant, statements that are cancelled. From one message alone it cannot be told from a bug.
/// </summary>
static class CommonCause
{
    public static bool Is(Exception exception) => In(exception) is not null;

    /// <returns>Null when the exception has no such cause.</returns>
    public static PostgresException? In(Exception exception) => exception switch
    {
        // The server reports a statement that its client has cancelled as 57014, too.
        OperationCanceledException => null,
        PostgresException postgres => IsCommon(postgres.SqlState) ? postgres : null,
        AggregateException aggregate => aggregate.InnerExceptions.Select(In).FirstOrDefault(cause => cause is not null),
        _ => exception.InnerException is { } inner ? In(inner) : null,
    };

    /// <summary>True when the message's redelivery could not be written for such a cause, which is never the message's fault.</summary>
    public static bool PreventsRedelivery(Exception exception) =>
        exception is TransportException { InnerException: AggregateException { InnerExceptions: [var ofTheSchedule, ..] } } && Is(ofTheSchedule);

    static bool IsCommon(string state) =>
        state is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.InvalidSchemaName
        // Syntax error or access rule violation: no such table, column or function, insufficient privilege.
        || state.StartsWith("42", StringComparison.Ordinal);
}
