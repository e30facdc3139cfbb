using System.Diagnostics;
using FlashSale.Client;

namespace FlashSale.Chaos.Harness;

/// <summary>A second Redis that follows the one under test, and can change roles with it without losing a write (FAILOVER).</summary>
sealed class RedisReplica : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly Settings _settings;
    readonly Process _process;
    readonly string _folder;

    RedisReplica(Settings settings)
    {
        _settings = settings;
        _folder = Path.Combine(settings.Home, "data", "redis-replica");
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);
        string[] arguments =
        [
            "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder, "--replicaof", "127.0.0.1", $"{settings.PortOf(Servers.Redis)}",
            "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--save", "", "--logfile", Path.Combine(settings.Home, "logs", "redis-replica.log"),
        ];
        _process = Process.Start(new ProcessStartInfo("redis-server", arguments) { UseShellExecute = false })!;
    }

    public int Port => _settings.PortOf("replica");

    /// <summary>Starts one, and waits until it has all that the other has.</summary>
    public static async Task<RedisReplica> StartAsync(Settings settings)
    {
        await CommandAsync(settings.PortOf(Servers.Redis), "CONFIG", "SET", "repl-diskless-sync-delay", "0");
        var replica = new RedisReplica(settings);
        try
        {
            await Eventually.HoldsAsync(replica.FollowsAsync, "the replica follows Redis", Patience);
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    /// <summary>The replica takes the writes; the other answers READONLY from now on, on the connections that it has.</summary>
    public Task TakeOverAsync() => ChangeRolesAsync(_settings.PortOf(Servers.Redis), Port);

    /// <summary>And back.</summary>
    public Task GiveBackAsync() => ChangeRolesAsync(Port, _settings.PortOf(Servers.Redis));

    public async ValueTask DisposeAsync()
    {
        // Whatever went wrong: the one under test must not stay somebody's replica.
        if (!_process.HasExited && await IsPrimaryAsync(Port))
            await GiveBackAsync();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    static async Task ChangeRolesAsync(int from, int to)
    {
        await CommandAsync(from, "FAILOVER", "TO", "127.0.0.1", $"{to}", "TIMEOUT", "10000");
        await Eventually.HoldsAsync(() => IsPrimaryAsync(to), $"the Redis at port {to} takes writes", Patience);
    }

    static async Task<bool> IsPrimaryAsync(int port) => (await CommandAsync(port, "ROLE")).StartsWith("master", StringComparison.Ordinal);

    async Task<bool> FollowsAsync() => (await CommandAsync(_settings.PortOf(Servers.Redis), "INFO", "replication")).Contains($"port={Port},state=online", StringComparison.Ordinal);

    static Task<string> CommandAsync(int port, params string[] words) => Installation.RunAsync("redis-cli", ["-p", $"{port}", .. words]);
}
