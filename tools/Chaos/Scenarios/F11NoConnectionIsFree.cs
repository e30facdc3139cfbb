using Npgsql;

namespace FlashSale.Chaos.Scenarios;

sealed class F11NoConnectionIsFree() : Scenario("F11-no-connection-is-free", "the services lose their sessions, and others take every connection that PostgreSQL has (53300)")
{
    public override async Task HurtAsync(Run run)
    {
        var others = new List<NpgsqlConnection>();
        try
        {
            await using var session = await OpenAsync(run);
            var since = Run.Now;
            var until = since + TimeSpan.FromSeconds(6 + (3 * run.Random.NextDouble()));
            while (Run.Now < until)
            {
                await using var end = new NpgsqlCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'flashsale-%'", session);
                await end.ExecuteScalarAsync();
                await TakeAllAsync(run, others);
                await Task.Delay(500);
            }

            run.Hit(others.Count > 300 && run.Unanswered(since) > 0, $"others had {others.Count} connections, and no more was free; {run.Unanswered(since)} requests had no answer or a 503");
        }
        finally
        {
            foreach (var other in others)
                await other.DisposeAsync();
        }
    }

    static async Task TakeAllAsync(Run run, List<NpgsqlConnection> others)
    {
        try
        {
            while (true)
                others.Add(await OpenAsync(run));
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            // That was the last one.
        }
    }

    static async Task<NpgsqlConnection> OpenAsync(Run run)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(run.Servers.Database) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
