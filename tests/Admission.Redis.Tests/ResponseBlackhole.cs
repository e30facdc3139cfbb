using System.Net;
using System.Net.Sockets;

namespace FlashSale.Admission.Tests;

/// <summary>A line to a server whose answers can be swallowed: what is said arrives, what is answered does not.</summary>
public sealed class ResponseBlackhole : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _closing = new();
    readonly string _server;
    volatile int _accepted;
    volatile int _mutedUpTo;

    public ResponseBlackhole(string server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Connections so far.</summary>
    public int Accepted => _accepted;

    public void Mute() => _mutedUpTo = int.MaxValue;

    /// <summary>As a router that has forgotten them: who connects anew is heard.</summary>
    public void MuteOpenConnections() => _mutedUpTo = _accepted;

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
            var number = ++_accepted;
            _ = CopyAsync(client, server, () => false);
            _ = CopyAsync(server, client, () => number <= _mutedUpTo);
        }
    }

    async Task CopyAsync(TcpClient from, TcpClient to, Func<bool> isMuted)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await from.GetStream().ReadAsync(buffer, _closing.Token)) > 0)
        {
            if (!isMuted())
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _closing.Token);
        }

        to.Close();
    }
}
