using System.Net.Sockets;
using MassTransit;
using Npgsql;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// Tells a fault of a server from a fault of a message. A server's fault says nothing about the message: it waits and is
/// tried again for as long as it takes.
/// </summary>
public static class InfrastructureFault
{
    public static bool Is(Exception exception) => exception switch
    {
        PostgresException postgres => IsServerState(postgres.SqlState),
        NpgsqlException => true,
        SocketException or TimeoutException => true,
        ConnectionException => true,
        AggregateException aggregate => aggregate.InnerExceptions.Any(Is),
        _ => exception.InnerException is { } inner && Is(inner),
    };

    static bool IsServerState(string state) => state switch
    {
        // Connection, resources (disk full, memory, too many connections), shutdown or crash, I/O and corruption.
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) => true,
        _ when state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal) => true,
        // A standby, or default_transaction_read_only.
        PostgresErrorCodes.ReadOnlySqlTransaction => true,
        _ => false,
    };
}
