using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FlashSale.Ordering.Api.Tests;

/// <summary>A wire to a server that a test can cut and join again.</summary>
sealed class CutWire : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    readonly CancellationTokenSource _stop = new();
    readonly (string Host, int Port) _server;
    readonly Task _accepting;
    volatile bool _cut;

    public CutWire(string host, int port)
    {
        _server = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Cut()
    {
        _cut = true;
        foreach (var client in _open.Keys)
            client.Close();
    }

    public void Join() => _cut = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Cut();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        while (true)
        {
            var near = await _listener.AcceptTcpClientAsync(_stop.Token);
            if (_cut)
                near.Close();
            else
                _ = CarryAsync(near);
        }
    }

    async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient();
        _open[near] = _open[far] = true;
        try
        {
            await far.ConnectAsync(_server.Host, _server.Port);
            near.NoDelay = far.NoDelay = true;
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut: that is what it is for.
        }

        near.Close();
        _open.TryRemove(near, out _);
        _open.TryRemove(far, out _);
    }
}
