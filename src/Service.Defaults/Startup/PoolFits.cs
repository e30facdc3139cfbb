using FlashSale.ServiceDefaults.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FlashSale.ServiceDefaults.Startup;

/// <summary>
/// Asks once, when PostgreSQL answers, whether it offers as many connections as the pools of all instances may open, and warns if not: it would show in the
/// rush, as refused connections of whoever comes last. A service knows its own pool, and takes those of the others to be as large.
/// </summary>
sealed partial class PoolFits(NpgsqlDataSource database, PostgresSessions sessions, TimeProvider clock, ILogger<PoolFits> log) : BackgroundService
{
    static readonly EmbeddedSql Sql = new(typeof(PoolFits));

    static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var wanted = (long)sessions.Pool * sessions.Instances;
            if (await ReadAsync(stoppingToken) is var offered && offered < wanted)
                LogTooLarge(wanted, sessions.Pool, sessions.Instances, offered);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before PostgreSQL answered.
        }
    }

    async Task<int> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var command = database.CreateCommand(Sql.Named("connections_offered"));
                return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
            }
            catch (NpgsqlException)
            {
                // Others report that it is away.
                await Task.Delay(AskAgain, clock, cancellationToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The services may open {Wanted} connections (FLASHSALE_POSTGRES_POOL {Pool} by FLASHSALE_INSTANCES {Instances}), and PostgreSQL offers {Offered}: make the pools smaller, or raise max_connections (or the connection limit of the role or database)")]
    partial void LogTooLarge(long wanted, int pool, int instances, int offered);
}
