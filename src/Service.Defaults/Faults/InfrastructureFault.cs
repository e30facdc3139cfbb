using System.Net.Sockets;
using FlashSale.Admission;
using FlashSale.Admission.Sales;
using MassTransit;
using Npgsql;
using RabbitMQ.Client.Exceptions;
using StackExchange.Redis;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// Distinguishes faults of servers from faults of messages. A server's fault proves nothing about the message: it waits and is
/// tried again for as long as it takes.
/// </summary>
public static class InfrastructureFault
{
    /// <summary>True when the exception, or one inside it, is a server that is away, full, read-only or not yet ready.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        PostgresException postgres => IsServerState(postgres.SqlState),
        NpgsqlException => true,
        // Also a sale that Redis does not carry: it is being rebuilt.
        RedisUnavailableException => true,
        RedisConnectionException => true,
        RedisServerException redis => IsServerState(redis),
        // Returned: the message has no queue, and waiting does not create one.
        MessageReturnedException or PublishReturnException => false,
        MessageNotAcknowledgedException or ConnectionException or TransportUnavailableException => true,
        BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException => true,
        SocketException or TimeoutException or ThirdPartyFaultException => true,
        _ when HasLostItsPlace(exception) => true,
        AggregateException aggregate => aggregate.InnerExceptions.Any(Is),
        _ => exception.InnerException is { } inner && Is(inner),
    };

    /// <summary>
    /// True when the fault is that Redis does not carry one sale, which is being rebuilt. Redis serves all others, and messages of this sale
    /// must not stand in their way.
    /// </summary>
    public static bool IsOfOneSale(Exception exception) => Any(exception, static any => any is SaleNotLoadedException);

    /// <summary>True when the exception or one inside it matches.</summary>
    internal static bool Any(Exception exception, Func<Exception, bool> matches) =>
        matches(exception)
        || (exception is AggregateException aggregate
            ? aggregate.InnerExceptions.Any(inner => Any(inner, matches))
            : exception.InnerException is { } only && Any(only, matches));

    /// <summary>
    /// The client received an unexpected reply and has closed the connection: the outcome of the statement is unknown. It happens to the
    /// next use of a statement that failed while it was prepared automatically (npgsql/npgsql#6391), by a deadlock for instance.
    /// </summary>
    static bool HasLostItsPlace(Exception exception) => exception.Source == nameof(Npgsql) && exception.GetType() == typeof(Exception);

    static bool IsServerState(string state) => state switch
    {
        // A standby, or default_transaction_read_only.
        PostgresErrorCodes.ReadOnlySqlTransaction => true,
        // idle_in_transaction_session_timeout: the server ended a transaction that was idle: this process, or the machine, was too slow.
        "25P03" => true,
        // The database or role does not exist (yet), or we may not use it.
        PostgresErrorCodes.InvalidCatalogName => true,
        _ => state[..2] switch
        {
            // Connection; authorization; resources (disk full, memory, too many connections); I/O.
            "08" or "28" or "53" or "58" => true,
            // Shutting down, crashed, starting. 57014, a cancelled query, is not among them.
            "57" => state.StartsWith("57P", StringComparison.Ordinal),
            _ => false,
        },
    };

    static bool IsServerState(RedisServerException redis) => redis.Kind is
        RedisErrorKind.Loading or RedisErrorKind.ReadOnly or RedisErrorKind.OutOfMemory or RedisErrorKind.Misconfigured or RedisErrorKind.Busy
        or RedisErrorKind.MasterDown or RedisErrorKind.NoReplicas or RedisErrorKind.ClusterDown or RedisErrorKind.TryAgain;
}
