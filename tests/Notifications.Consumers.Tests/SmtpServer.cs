using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FlashSale.TestKit;

namespace FlashSale.Notifications.Tests;

/// <summary>A real SMTP server in a process of its own, on a free port; see smtp_server.py for its answers.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("flashsale-smtp-").FullName;
    Process? _process;

    public int Port { get; } = FreePort();

    public Uri Address => new($"smtp://127.0.0.1:{Port}");

    /// <summary>The mails that it took, each as it came.</summary>
    public IReadOnlyList<string> Mails => [.. Directory.EnumerateFiles(_folder, "*.eml").Select(File.ReadAllText)];

    public async Task StartAsync()
    {
        // Debian's own interpreter: its packages are not seen by another.
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "smtp_server.py"), $"{Port}", _folder])
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

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
