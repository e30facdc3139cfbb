using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace FlashSale.TestKit;

/// <summary>A Redis server that a test may kill: own process, own port, own data, which it keeps over a restart.</summary>
public sealed class TestRedis : IAsyncLifetime
{
    const string Data = "appendonlydir";
    const string Kept = "kept";

    readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("test-redis-");
    readonly int _port = FreePort();
    Process? _process;

    /// <summary>redis:// URI.</summary>
    public string Address => $"redis://127.0.0.1:{_port}";

    /// <summary>Starts it, also after a kill, and returns when it takes connections.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("redis-server",
            ["--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _data.FullName, "--appendonly", "yes", "--appendfsync", "always", "--logfile", "redis.log"]));
        await Poll.UntilAsync(async () =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            return client.Connected;
        }, "Redis takes connections");
    }

    /// <summary>As a power cut would: nothing is saved that was not on disk.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Keeps a copy of its data, for <see cref="StartOlderAsync"/>.</summary>
    public void KeepCopy() => Copy(Path.Combine(_data.FullName, Data), Path.Combine(_data.FullName, Kept));

    /// <summary>Dies, and comes back with the copy: a restored file, a replica that lagged.</summary>
    public async Task StartOlderAsync()
    {
        await KillAsync();
        Directory.Delete(Path.Combine(_data.FullName, Data), recursive: true);
        Copy(Path.Combine(_data.FullName, Kept), Path.Combine(_data.FullName, Data));
        await StartAsync();
    }

    /// <summary>SIGSTOP: it stands still with its connections open.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Signal("CONT");

    /// <summary>One inline command over a connection of its own, and the first lines of the answer.</summary>
    public async Task<string> SayAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
        var buffer = new byte[64 * 1024];
        return Encoding.UTF8.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer));
    }

    public Task InitializeAsync() => StartAsync();

    public async Task DisposeAsync()
    {
        await KillAsync();
        _process!.Dispose();
        _data.Delete(recursive: true);
    }

    void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process!.Id}"]);
        kill.WaitForExit();
        if (kill.ExitCode != 0)
            throw new InvalidOperationException($"kill -{name} failed.");
    }

    static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
