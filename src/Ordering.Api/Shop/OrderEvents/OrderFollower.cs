using System.Threading.Channels;

namespace FlashSale.Ordering.Api.Shop.OrderEvents;

/// <summary>
/// One client that follows an order: a small buffer between the watcher, which fills it, and the request, which empties it. The
/// position moves when an event is in the buffer, so that a full one loses nothing: the next look finds the event again.
/// </summary>
public sealed class OrderFollower
{
    /// <summary>Events of one order that wait for its client.</summary>
    public const int BufferLength = 16;

    readonly Channel<OrderEvent?> _buffer = Channel.CreateBounded<OrderEvent?>(new BoundedChannelOptions(BufferLength) { SingleReader = true });
    readonly TimeProvider _clock;
    long _lastOffer;

    /// <summary>For a client that knows the order up to a position.</summary>
    public OrderFollower(Guid orderId, long position, TimeProvider clock)
    {
        (OrderId, Position, _clock) = (orderId, position, clock);
        _lastOffer = clock.GetTimestamp();
    }

    /// <summary>For a client that knows nothing: the order's status is the first event.</summary>
    public OrderFollower(OrderEvent status, TimeProvider clock)
        : this(status.OrderId, -1, clock) => Offer(status);

    public Guid OrderId { get; }

    /// <summary>The position up to which the client has received events, or will from the buffer.</summary>
    public long Position { get; private set; }

    /// <summary>Events as they come; null is a heartbeat. Ends behind the order's end, and when the service stops.</summary>
    public IAsyncEnumerable<OrderEvent?> ReadAllAsync(CancellationToken cancellationToken) => _buffer.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Takes an event unless the client has it already or the buffer is full. Not thread-safe.</summary>
    public void Offer(OrderEvent change)
    {
        if (change.Position <= Position || !_buffer.Writer.TryWrite(change))
            return;
        Position = change.Position;
        _lastOffer = _clock.GetTimestamp();
        if (change.IsEnd)
            End();
    }

    /// <summary>Keeps connections open, and finds the broken ones, after this long without an event.</summary>
    public void Beat(TimeSpan silence)
    {
        if (_clock.GetElapsedTime(_lastOffer) < silence)
            return;
        _lastOffer = _clock.GetTimestamp();
        _buffer.Writer.TryWrite(null);
    }

    /// <summary>What is in the buffer is still read.</summary>
    public void End() => _buffer.Writer.TryComplete();
}
