using System.Collections.Concurrent;
using Npgsql;

namespace FlashSale.Chaos.Scenarios;

sealed class F11NoConnectionIsFree() : Scenario("F11-no-connection-is-free", "the services lose their sessions, and others take every connection that PostgreSQL has (53300)")
{
    const int AtOnce = 32;

    public override async Task HurtAsync(Run run)
    {
        var others = new ConcurrentBag<NpgsqlConnection>();
        try
        {
            await using var session = await OpenAsync(run);
            var since = Run.Now;
            var until = since + TimeSpan.FromSeconds(6 + (3 * run.Random.NextDouble()));
            var refusedBefore = await CountRefusedAsync(run);
            var rounds = 1;
            await TakeAllAsync(run, others);
            for (; Run.Now < until; rounds++)
            {
                await Harness.Servers.EndSessionsAsync(session);
                await TakeAllAsync(run, others);
                await Task.Delay(50);
            }

            // Each round ends with refusals of its own.
            var refused = await CountRefusedAsync(run) - refusedBefore - (rounds * AtOnce);
            run.Hit(refused > 20, $"others had {others.Count} connections, the services were refused {refused} times; {run.Unanswered(since)} requests had no answer or a 503");
        }
        finally
        {
            foreach (var other in others)
                await other.DisposeAsync();
        }
    }

    static async Task<int> CountRefusedAsync(Run run) =>
        (await File.ReadAllLinesAsync(Path.Combine(run.Home, "logs", "postgres.log"))).Count(line => line.Contains("too many clients already", StringComparison.Ordinal));

    /// <summary>Many at a time, else the services are quicker.</summary>
    static Task TakeAllAsync(Run run, ConcurrentBag<NpgsqlConnection> others) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
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
    }));

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
