using System.Net;
using System.Net.Sockets;

namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>One kept-alive connection, at most one request on its way.</summary>
sealed class Connection(EndPoint server) : IDisposable
{
    public const int Idle = -1;

    byte[] _buffer = new byte[4096];
    int _filled;

    public Socket Socket { get; private set; } = Connect(server);

    /// <summary>The request on its way, or <see cref="Idle"/>.</summary>
    public int Request { get; set; } = Idle;

    public long SentAt { get; set; }

    /// <returns>False when the connection is gone.</returns>
    public bool Send(ReadOnlySpan<byte> request) => Socket.Send(request, SocketFlags.None, out var error) == request.Length && error == SocketError.Success;

    /// <returns>False when the connection is gone; true with an empty span when there is nothing new.</returns>
    public bool Receive(out ReadOnlySpan<byte> received)
    {
        if (_filled == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var count = Socket.Receive(_buffer.AsSpan(_filled), SocketFlags.None, out var error);
        _filled += error == SocketError.Success ? count : 0;
        received = _buffer.AsSpan(0, _filled);
        return error is SocketError.WouldBlock || (error is SocketError.Success && count > 0);
    }

    /// <summary>The answer was read: what lay in the buffer may go.</summary>
    public void Forget() => (_filled, Request) = (0, Idle);

    public void Reconnect()
    {
        Socket.Dispose();
        Forget();
        Socket = Connect(server);
    }

    public void Dispose() => Socket.Dispose();

    static Socket Connect(EndPoint server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(server);
        socket.Blocking = false;
        return socket;
    }
}
