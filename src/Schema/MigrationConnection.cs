using Npgsql;

namespace FlashSale.Schema;

/// <summary>A connection as migrations need it. It is not pooled: when it is closed, or its process is killed, PostgreSQL frees the advisory lock.</summary>
static class MigrationConnection
{
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, MigrationOptions options, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "flashsale-schema",
            Pooling = false,
            MaxAutoPrepare = 0,
            // DDL takes as long as it takes: the services' 15 s would end every rewrite of a large table.
            CommandTimeout = 0,
            KeepAlive = 30,
            // At the start of the session, so that RESET ALL comes back to them. client_connection_check_interval: the statement of a
            // killed migrator would go on, and hold the advisory lock, until it came to its end.
            Options = $"-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout={(int)options.LockTimeout.TotalMilliseconds} -c client_connection_check_interval=1000",
        }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
