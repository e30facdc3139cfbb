using System.Net;
using System.Net.Sockets;

namespace FlashSale.Admission.Tests;

/// <summary>A line to a server whose answers can be swallowed: what is said arrives, what is answered does not.</summary>
public sealed class MutedLine : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _closing = new();
    readonly string _server;
    volatile bool _muted;

    public MutedLine(string server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Mute() => _muted = true;

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
        _closing.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_closing.Token);
            var server = new TcpClient();
            await server.ConnectAsync(IPEndPoint.Parse(_server), _closing.Token);
            _ = CopyAsync(client, server, mutable: false);
            _ = CopyAsync(server, client, mutable: true);
        }
    }

    async Task CopyAsync(TcpClient from, TcpClient to, bool mutable)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await from.GetStream().ReadAsync(buffer, _closing.Token)) > 0)
        {
            if (!(mutable && _muted))
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _closing.Token);
        }

        to.Close();
    }
}
