using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace FlashSale.TestKit;

/// <summary>A PostgreSQL server of one test class, to be stopped, killed and started at will.</summary>
public sealed class OwnPostgres : IAsyncLifetime
{
    readonly string _folder = Path.Combine("/var/tmp", $"flashsale-test-postgres-{Guid.NewGuid():N}");
    readonly int _port = FreePort();

    public string ConnectionString => new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = _port, Database = "postgres", Username = "flashsale" }.ConnectionString;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        // PostgreSQL refuses to run as root.
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres:postgres", _folder);
        await RunAsPostgresAsync("initdb", "-D", Data, "-U", "flashsale", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await RunAsPostgresAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    public Task StartAsync() => RunAsPostgresAsync("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"),
        "-o", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=32MB", "start");

    /// <summary>Ends the server as a crash does: no checkpoint, no goodbye; the next start recovers from the log.</summary>
    public Task CrashAsync() => RunAsPostgresAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    string Data => Path.Combine(_folder, "data");

    static Task RunAsPostgresAsync(string tool, params string[] arguments)
    {
        var path = Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin", tool)).First(File.Exists);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    static async Task RunAsync(string program, params string[] arguments)
    {
        // No redirected output: a server started here would inherit the pipe and keep it open.
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
