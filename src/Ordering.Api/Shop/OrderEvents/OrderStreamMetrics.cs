using System.Diagnostics.Metrics;

namespace FlashSale.Ordering.Api.Shop.OrderEvents;

/// <summary>
/// The metrics of the streams of order events, under the meter FlashSale.OrderEvents. Counted here and reported when
/// asked: a counter exists, at zero, from the start, and an event costs no call of a listener.
/// </summary>
public sealed class OrderStreamMetrics : IDisposable
{
    readonly Meter _meter = new("FlashSale.OrderEvents");
    readonly Histogram<double> _look;
    long _sent;
    long _dropped;
    long _refused;
    int _open;

    public OrderStreamMetrics()
    {
        _meter.CreateObservableGauge("flashsale.order_streams.open", () => Open, "{stream}", "Clients that follow an order now.");
        _meter.CreateObservableCounter("flashsale.order_streams.events", () => Interlocked.Read(ref _sent), "{event}", "Events sent to clients.");
        _meter.CreateObservableCounter("flashsale.order_streams.dropped", () => Interlocked.Read(ref _dropped), "{stream}", "Streams cut because their client did not read.");
        _meter.CreateObservableCounter("flashsale.order_streams.refused", () => Interlocked.Read(ref _refused), "{stream}", "Streams refused because there are too many.");
        _look = _meter.CreateHistogram<double>("flashsale.order_streams.look.duration", "s", "One look at all followed orders.");
    }

    /// <summary>Clients that follow an order now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <returns>How many are open with this one.</returns>
    internal int Opened() => Interlocked.Increment(ref _open);

    internal void Closed() => Interlocked.Decrement(ref _open);

    internal void Sent() => Interlocked.Increment(ref _sent);

    internal void Dropped() => Interlocked.Increment(ref _dropped);

    internal void Refused() => Interlocked.Increment(ref _refused);

    internal void Looked(TimeSpan duration) => _look.Record(duration.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
