using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FlashSale.Ordering.Api.Tests;

/// <summary>A wire to a server that a test can cut and join again, and on which it can hold what passes.</summary>
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

    /// <summary>Called with what is about to pass to the server; passes when the task ends.</summary>
    public Func<string, Task>? OnRequest { get; set; }

    /// <summary>Called with what is about to pass from the server.</summary>
    public Func<string, Task>? OnReply { get; set; }

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

    static async Task PassAsync(TcpClient from, TcpClient to, Func<Func<string, Task>?> hook)
    {
        var buffer = new byte[64 * 1024];
        int length;
        while ((length = await from.GetStream().ReadAsync(buffer)) > 0)
        {
            if (hook() is { } hold)
                await hold(Encoding.Latin1.GetString(buffer, 0, length));
            await to.GetStream().WriteAsync(buffer.AsMemory(0, length));
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
            await Task.WhenAny(PassAsync(near, far, () => OnRequest), PassAsync(far, near, () => OnReply));
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
