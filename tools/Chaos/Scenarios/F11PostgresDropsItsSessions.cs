using Npgsql;

namespace FlashSale.Chaos.Scenarios;

sealed class F11PostgresDropsItsSessions() : Scenario("F11-postgres-drops-its-sessions", "PostgreSQL ends all sessions of the services, again and again; then it lets nobody in (28000)")
{
    public override async Task HurtAsync(Run run)
    {
        await using var session = new NpgsqlConnection(run.Servers.Database);
        await session.OpenAsync();
        var ended = 0L;
        for (var round = 0; round < 5; round++)
        {
            ended += await Harness.Servers.EndSessionsAsync(session);
            await run.PauseAsync(0.5, 1.5);
        }

        run.Hit(ended > 20, $"{ended} sessions were ended");

        var since = Run.Now;
        await ExecuteAsync(session, "ALTER ROLE flashsale NOLOGIN");
        await Harness.Servers.EndSessionsAsync(session);
        await run.PauseAsync(4, 6);
        await ExecuteAsync(session, "ALTER ROLE flashsale LOGIN");
        run.Hit(run.Unanswered(since) > 0, $"PostgreSQL let nobody in; {run.Unanswered(since)} requests had no answer or a 503");
    }

    static async Task ExecuteAsync(NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
    }
}
