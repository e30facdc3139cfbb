using System.Diagnostics.Metrics;

namespace FlashSale.Ordering.Api.OrderEvents;

/// <summary>What the streams of order events tell about themselves, under the meter FlashSale.OrderEvents.</summary>
public sealed class OrderStreamMetrics : IDisposable
{
    readonly Meter _meter = new("FlashSale.OrderEvents");
    readonly Counter<long> _sent;
    readonly Counter<long> _dropped;
    readonly Counter<long> _refused;
    readonly Histogram<double> _look;
    int _open;

    public OrderStreamMetrics()
    {
        _meter.CreateObservableGauge("flashsale.order_streams.open", () => Open, "{stream}", "Clients that follow an order now.");
        _sent = _meter.CreateCounter<long>("flashsale.order_streams.events", "{event}", "Events sent to clients.");
        _dropped = _meter.CreateCounter<long>("flashsale.order_streams.dropped", "{stream}", "Streams cut because their client did not read.");
        _refused = _meter.CreateCounter<long>("flashsale.order_streams.refused", "{stream}", "Streams refused because there are too many.");
        _look = _meter.CreateHistogram<double>("flashsale.order_streams.look.duration", "s", "One look at all followed orders.");
    }

    /// <summary>Clients that follow an order now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <returns>How many are open with this one.</returns>
    internal int Opened() => Interlocked.Increment(ref _open);

    internal void Closed() => Interlocked.Decrement(ref _open);

    internal void Sent() => _sent.Add(1);

    internal void Dropped() => _dropped.Add(1);

    internal void Refused() => _refused.Add(1);

    internal void Looked(TimeSpan duration) => _look.Record(duration.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
