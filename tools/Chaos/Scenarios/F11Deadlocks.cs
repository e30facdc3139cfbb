using System.Globalization;
using Npgsql;

namespace FlashSale.Chaos.Scenarios;

sealed class F11Deadlocks() : Scenario("F11-deadlocks", "transactions of the services are chosen as victims of deadlocks (40P01), again and again")
{
    public override async Task HurtAsync(Run run)
    {
        var before = await DeadlocksAsync(run);
        for (var round = 0; round < 6; round++)
        {
            await TangleAsync(run);
            await run.PauseAsync(0.2, 0.5);
        }

        // Statistics are sent when a transaction ends, once a second at most.
        await Task.Delay(1_500);
        var deadlocks = await DeadlocksAsync(run) - before;
        run.Hit(deadlocks > 0, $"{deadlocks} deadlocks");
    }

    /// <summary>The services write orders first and the timeline after; this does it the other way round, and waits long to let others be the victims.</summary>
    static async Task TangleAsync(Run run)
    {
        await using var connection = new NpgsqlConnection(run.Servers.Database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await ExecuteAsync("SET LOCAL deadlock_timeout = '4s'");
            await ExecuteAsync("LOCK TABLE ordering.timeline IN ACCESS EXCLUSIVE MODE");
            await Task.Delay(300);
            await ExecuteAsync("LOCK TABLE ordering.orders IN ACCESS EXCLUSIVE MODE");
            await transaction.CommitAsync();
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            // This side was the victim this time.
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    static async Task<long> DeadlocksAsync(Run run) =>
        Convert.ToInt64(await run.Servers.QueryAsync("SELECT deadlocks FROM pg_stat_database WHERE datname = 'flashsale'"), CultureInfo.InvariantCulture);
}
