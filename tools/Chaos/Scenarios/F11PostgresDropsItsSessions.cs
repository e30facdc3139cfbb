using System.Globalization;
using Npgsql;

namespace FlashSale.Chaos.Scenarios;

sealed class F11PostgresDropsItsSessions() : Scenario("F11-postgres-drops-its-sessions", "PostgreSQL ends all sessions of the services, again and again; then it has none left for them (53300)")
{
    public override async Task HurtAsync(Run run)
    {
        var ended = 0L;
        for (var round = 0; round < 5; round++)
        {
            ended += await EndSessionsAsync(run);
            await run.PauseAsync(0.5, 1.5);
        }

        run.Hit(ended > 20, $"{ended} sessions were ended");

        var since = Run.Now;
        var taken = await TakeAllAsync(run);
        await run.PauseAsync(4, 6);
        foreach (var connection in taken)
            await connection.DisposeAsync();
        run.Hit(run.Unanswered(since) > 0, $"{taken.Count} foreign sessions filled PostgreSQL; {run.Unanswered(since)} requests had no answer or a 503");
    }

    static async Task<long> EndSessionsAsync(Run run) => Convert.ToInt64(
        await run.Servers.QueryAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'flashsale-%'"), CultureInfo.InvariantCulture);

    /// <summary>All there are, those of the services included: as fast as these come back, their places are taken.</summary>
    static async Task<List<NpgsqlConnection>> TakeAllAsync(Run run)
    {
        var taken = new List<NpgsqlConnection>();
        var until = Run.Now.AddSeconds(8);
        var full = 0;
        while (Run.Now < until && full < 4)
        {
            var connection = new NpgsqlConnection($"{run.Servers.Database};Pooling=false");
            try
            {
                await connection.OpenAsync();
                taken.Add(connection);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                await connection.DisposeAsync();
                full++;
                await using var end = new NpgsqlCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'flashsale-%'", taken[0]);
                await end.ExecuteScalarAsync();
            }
        }

        return taken;
    }
}
