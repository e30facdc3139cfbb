using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FlashSale.Notifications.Channels;
using FlashSale.TestKit;

namespace FlashSale.Notifications.Tests;

/// <summary>A real SMTP server in a process of its own, on a free port; see smtp_server.py for its answers.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("flashsale-smtp-").FullName;
    Process? _process;

    public int Port { get; } = FreePort();

    public Uri Address => new($"smtp://127.0.0.1:{Port}");

    public SmtpOptions Options => SmtpAddress.Parse(Address.ToString());

    /// <summary>The mails that it took, each as it came.</summary>
    public IReadOnlyList<string> Mails => [.. Directory.EnumerateFiles(_folder, "*.eml").Select(File.ReadAllText)];

    /// <summary>The same mails as Python's email package and the envelope read them.</summary>
    public IReadOnlyList<JsonElement> Read => [.. Directory.EnumerateFiles(_folder, "*.json").Select(file => JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(file)))];

    /// <summary>Connections and commands in their order; not the connection by which StartAsync finds that it listens.</summary>
    public IReadOnlyList<string> Log => [.. File.ReadAllLines(Path.Combine(_folder, "log")).Where(line => !line.StartsWith("1 ", StringComparison.Ordinal))];

    public int Count(string what) => Log.Count(line => line.EndsWith($" {what}", StringComparison.Ordinal));

    /// <param name="modes">As in smtp_server.py.</param>
    public async Task StartAsync(params string[] modes)
    {
        // Debian's own interpreter: its packages are not seen by another.
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "smtp_server.py"), $"{Port}", _folder, .. modes])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        var errors = _process.StandardError.ReadToEndAsync();
        await Poll.UntilAsync(async () =>
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The SMTP server (python3-aiosmtpd) ended: {await errors}");
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }, "the SMTP server listens");
    }

    /// <summary>As a server that is killed: its connections break.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
