using System.Globalization;
using FlashSale.Benchmarks.Shared;
using FlashSale.Client;
using Npgsql;
using StackExchange.Redis;

namespace FlashSale.Chaos.Harness;

/// <summary>PostgreSQL, Redis and RabbitMQ: started by ./flashsale, hurt by signals and by their own administration.</summary>
sealed class Servers(Settings settings)
{
    public const string Postgres = "postgres";
    public const string Redis = "redis";
    public const string RabbitMq = "rabbitmq";

    static readonly IReadOnlyList<string> Names = [Postgres, Redis, RabbitMq];

    /// <summary>Starts what does not run, and waits until it answers.</summary>
    public Task StartAsync(string server) => IsRunning(server) ? Task.CompletedTask : Installation.CommandAsync("start", server);

    public async Task RestoreAsync()
    {
        foreach (var server in Names)
        {
            Resume(server);
            await StartAsync(server);
        }
    }

    public int Pid(string server) => int.Parse(File.ReadAllText(Path.Combine(settings.Home, "run", $"{server}.pid")), CultureInfo.InvariantCulture);

    public bool IsRunning(string server) => Directory.Exists($"/proc/{Pid(server)}") && !IsZombie(Pid(server));

    /// <summary>SIGKILL to the server and all its children: a power cut, as far as a process can tell.</summary>
    public async Task KillAsync(string server)
    {
        var pids = Family(server);
        foreach (var pid in pids)
            Signals.SendKill(pid);
        await WaitUntilGoneAsync(server);
    }

    /// <summary>PostgreSQL's immediate shutdown: no checkpoint, recovery at the next start.</summary>
    public async Task StopPostgresImmediatelyAsync()
    {
        Signals.SendQuit(Pid(Postgres));
        await WaitUntilGoneAsync(Postgres);
    }

    public void Pause(string server)
    {
        foreach (var pid in Family(server))
            Signals.SendStop(pid);
    }

    public void Resume(string server)
    {
        foreach (var pid in Family(server))
            Signals.SendContinue(pid);
    }

    /// <summary>Past the services' proxies, with a superuser's rights.</summary>
    public string Database => settings.Database;

    /// <param name="sql">Statements.</param>
    /// <param name="database">Where: not in flashsale while that lets nobody in.</param>
    /// <returns>The first value.</returns>
    public async Task<object?> QueryAsync(string sql, string database = "flashsale")
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.Database) { Database = database });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>One transaction a table: one that locks several meets the services in a circle (40P01, and what it was to undo stays).</summary>
    /// <param name="tables">With their schemas.</param>
    /// <param name="sql">The statement for one of them.</param>
    public async Task ChangeEachAsync(IEnumerable<string> tables, Func<string, string> sql)
    {
        foreach (var table in tables)
            await QueryAsync(sql(table));
    }

    /// <summary>The same, when a connection can be had.</summary>
    public async Task EndSessionsAsync()
    {
        await using var session = new NpgsqlConnection(settings.Database);
        await session.OpenAsync();
        await EndSessionsAsync(session);
    }

    /// <summary>Ends all sessions of the services.</summary>
    /// <param name="session">Opened before: others may have all connections by then.</param>
    /// <returns>How many.</returns>
    public static async Task<long> EndSessionsAsync(NpgsqlConnection session)
    {
        await using var command = new NpgsqlCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'flashsale-%'", session);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>One command of Redis's own, on a connection of its own.</summary>
    public async Task<RedisResult> RedisAsync(string command, params object[] arguments)
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync($"{settings.Redis},allowAdmin=true,connectTimeout=2000");
        return await redis.GetDatabase().ExecuteAsync(command, arguments);
    }

    /// <summary>rabbitmqctl against this installation's broker.</summary>
    public Task<string> RabbitMqControlAsync(params string[] arguments) =>
        Installation.RunAsync("env", ["HOME=" + Path.Combine(settings.Home, "data", "rabbitmq"), $"ERL_EPMD_PORT={settings.PortOf("management") + 2}", "/usr/lib/rabbitmq/bin/rabbitmqctl", "-n", $"flashsale-{settings.PortOf(RabbitMq)}@localhost", "-q", .. arguments]);

    /// <summary>The server's process and its children: PostgreSQL's backends are processes of their own.</summary>
    List<int> Family(string server)
    {
        var root = Pid(server);
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(ReadStat).OfType<ProcStat>().ToLookup(stat => stat.ParentPid, stat => stat.Pid);
        var family = new List<int> { root };
        for (var index = 0; index < family.Count; index++)
            family.AddRange(parents[family[index]]);
        return family;
    }

    static ProcStat? ReadStat(string? pid)
    {
        try
        {
            return ProcStat.Parse(File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            // Ended while we looked.
            return null;
        }
    }

    static bool IsZombie(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    Task WaitUntilGoneAsync(string server) => Eventually.HoldsAsync(() => Task.FromResult(!IsRunning(server)), $"{server} is gone", TimeSpan.FromSeconds(20));
}
