using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FlashSale.TestKit;

namespace FlashSale.Admission.Tests;

/// <summary>A redis-server of the test's own, with the durability of production, to be killed, stopped and started again.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    const string Data = "appendonlydir";
    const string Kept = "kept";

    readonly string _folder = Directory.CreateTempSubdirectory("flashsale-redis-").FullName;
    readonly int _port = FreePort();
    readonly string[] _more;
    Process? _process;

    RedisProcess(string[] more) => _more = more;

    public int Port => _port;

    public string Address => $"127.0.0.1:{_port}";

    /// <param name="more">Further arguments of redis-server.</param>
    public static async Task<RedisProcess> StartNewAsync(params string[] more)
    {
        var server = new RedisProcess(more);
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("redis-server",
        [
            "--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--logfile", "log",
            "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", .. _more,
        ]))!;
        await Poll.UntilAsync(() => SayAsync("PING"), reply => reply.StartsWith("+PONG", StringComparison.Ordinal), $"redis-server answers on {Address}");
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public void ForgetData() => Directory.Delete(Path.Combine(_folder, Data), recursive: true);

    /// <summary>Keeps a copy of its data, for <see cref="StartOlderAsync"/>.</summary>
    public void KeepCopy() => Copy(Path.Combine(_folder, Data), Path.Combine(_folder, Kept));

    /// <summary>Dies, and comes back with the copy: a restored file, a replica that lagged.</summary>
    public async Task StartOlderAsync()
    {
        await KillAsync();
        ForgetData();
        Copy(Path.Combine(_folder, Kept), Path.Combine(_folder, Data));
        await StartAsync();
    }

    /// <summary>Stands still, with its connections open: SIGSTOP.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Goes on: SIGCONT.</summary>
    public void Thaw() => Signal("CONT");

    /// <summary>One inline command over a connection of its own, and the first lines of the answer.</summary>
    public async Task<string> SayAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"));
        var buffer = new byte[64 * 1024];
        return System.Text.Encoding.UTF8.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer));
    }

    /// <summary>How often the server has run admit.lua or another script by its hash.</summary>
    public async Task<int> ScriptCallsAsync()
    {
        var line = (await SayAsync("INFO commandstats")).Split("\r\n").FirstOrDefault(stat => stat.StartsWith("cmdstat_evalsha:", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.Split('=')[1].Split(',')[0]);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process!.Id}"]);
        kill.WaitForExit();
        if (kill.ExitCode != 0)
            throw new Win32Exception($"kill -{name} failed.");
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
