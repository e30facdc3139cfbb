using System.Net.Sockets;

namespace FlashSale.TestKit;

/// <summary>One client of a <see cref="TcpProxy"/> and its connection to the server; when one side ends, both do.</summary>
sealed class TcpProxyConnection(Socket client, TcpProxyGate toServer, TcpProxyGate toClient, Func<ReadOnlyMemory<byte>, TcpProxyVerdict> judge, Func<TimeSpan> delay)
{
    readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly CancellationTokenSource _closed = new();
    volatile bool _swallowAnswer;
    volatile bool _resets;

    public void Close() => _closed.Cancel();

    public void Reset()
    {
        _resets = true;
        Close();
    }

    public async Task RunAsync(string host, int port)
    {
        client.NoDelay = true;
        try
        {
            await _server.ConnectAsync(host, port, _closed.Token);
            await Task.WhenAny(PassRequestsAsync(), PassAnswersAsync());
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The server is not there: the client learns it by the end of its connection.
        }

        await _closed.CancelAsync();
        if (_resets)
        {
            // No lingering: the end of the connection is a reset.
            client.LingerState = new(true, 0);
            _server.LingerState = new(true, 0);
        }

        client.Dispose();
        _server.Dispose();
    }

    Task PassRequestsAsync() => PassAsync(client, _server, toServer, piece =>
    {
        var verdict = judge(piece);
        _swallowAnswer |= verdict == TcpProxyVerdict.CutBeforeAnswer;
        return verdict != TcpProxyVerdict.CutBefore;
    });

    Task PassAnswersAsync() => PassAsync(_server, client, toClient, _ => !_swallowAnswer);

    async Task PassAsync(Socket from, Socket to, TcpProxyGate gate, Func<ReadOnlyMemory<byte>, bool> mayPass)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer, _closed.Token) is var count and > 0)
            {
                await gate.WaitAsync(_closed.Token);
                if (delay() is { Ticks: > 0 } wait)
                    await Task.Delay(wait, _closed.Token);
                var piece = buffer.AsMemory(0, count);
                if (!mayPass(piece))
                    return;
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(piece[sent..], _closed.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A side has gone, which ends the connection.
        }
    }
}
