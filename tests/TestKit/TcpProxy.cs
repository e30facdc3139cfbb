using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FlashSale.TestKit;

/// <summary>
/// A port of its own in front of a server. It passes bytes on until a test wants otherwise: it cuts connections, refuses new
/// ones, holds one direction back (held bytes arrive later, or are lost by a cut) and looks at what the client sends.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<TcpProxyConnection, Task> _connections = new();
    readonly TcpProxyGate _toServer = new();
    readonly TcpProxyGate _toClient = new();
    readonly Task _accepting;
    volatile Tuple<string, int> _server;

    public TcpProxy(string host, int port)
    {
        _server = new(host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether new connections are closed at once.</summary>
    public bool Refuses { get; set; }

    /// <summary>Asked about every piece that a client sends, before it goes on.</summary>
    public Func<ReadOnlyMemory<byte>, TcpProxyVerdict> Judge { get; set; } = static _ => TcpProxyVerdict.Pass;

    /// <summary>New connections go to another server; those that are open stay where they are.</summary>
    public void LeadTo(string host, int port) => _server = new(host, port);

    /// <summary>Closes all connections, on both sides. What is held back is lost.</summary>
    public void Cut()
    {
        foreach (var connection in _connections.Keys)
            connection.Close();
    }

    /// <summary>Cuts, and lets nobody in until <see cref="Open"/>.</summary>
    public void Close()
    {
        Refuses = true;
        Cut();
    }

    public void Open() => Refuses = false;

    /// <summary>Passes everything on again, at once.</summary>
    public void Heal()
    {
        Open();
        ReleaseAnswers();
        ReleaseRequests();
        Delay = TimeSpan.Zero;
        Judge = static _ => TcpProxyVerdict.Pass;
    }

    /// <summary>Each piece, in either direction, arrives so much later.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Ends all connections with a TCP reset: what was under way is thrown away, on both sides.</summary>
    /// <returns>How many.</returns>
    public int Reset()
    {
        var open = _connections.Where(connection => !connection.Value.IsCompleted).Select(connection => connection.Key).ToArray();
        foreach (var connection in open)
            connection.Reset();
        return open.Length;
    }

    /// <summary>What the server says waits here until <see cref="ReleaseAnswers"/>.</summary>
    public void HoldAnswers() => _toClient.Close();

    public void ReleaseAnswers() => _toClient.Open();

    /// <summary>What clients say waits here until <see cref="ReleaseRequests"/>.</summary>
    public void HoldRequests() => _toServer.Close();

    public void ReleaseRequests() => _toServer.Open();

    public async ValueTask DisposeAsync()
    {
        Close();
        _listener.Stop();
        await _accepting;
        Cut();
        await Task.WhenAll(_connections.Values);
    }

    async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Stopped.
                return;
            }

            if (Refuses)
            {
                client.Dispose();
                continue;
            }

            var connection = new TcpProxyConnection(client, _toServer, _toClient, piece => Judge(piece), () => Delay);
            _connections[connection] = connection.RunAsync(_server.Item1, _server.Item2);
            // A cut or a refusal that came in between has not seen this one.
            if (Refuses)
                connection.Close();
        }
    }
}
