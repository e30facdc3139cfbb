using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace FlashSale.Inventory.Relay;

/// <summary>The relay's metrics, under the meter FlashSale.Admission.</summary>
public sealed class RelayMetrics : IDisposable
{
    public const string MeterName = "FlashSale.Admission";

    readonly Meter _meter = new(MeterName);
    readonly Counter<long> _published;
    readonly Counter<long> _failed;
    readonly Counter<long> _setAside;
    readonly Counter<long> _claimed;
    readonly ConcurrentDictionary<string, (long Waiting, TimeSpan Oldest)> _backlogs = new(StringComparer.Ordinal);
    readonly TimeProvider _clock;
    long _lastRound;
    long _ahead;

    public RelayMetrics(TimeProvider clock)
    {
        _clock = clock;
        _lastRound = clock.GetTimestamp();
        _published = _meter.CreateCounter<long>("flashsale.relay.published", "{intent}", "Intents that the broker has confirmed.");
        _failed = _meter.CreateCounter<long>("flashsale.relay.failed", "{intent}", "Publishes that failed; the intents stay pending.");
        _setAside = _meter.CreateCounter<long>("flashsale.relay.set_aside", "{intent}", "Intents that could not be read.");
        _claimed = _meter.CreateCounter<long>("flashsale.relay.claimed", "{intent}", "Intents taken over from a dead peer.");
        _meter.CreateObservableGauge("flashsale.relay.heartbeat", () => SinceLastRound.TotalSeconds, "s", "Since the relay last went through all sales.");
        _meter.CreateObservableGauge("flashsale.relay.ahead", () => Interlocked.Read(ref _ahead), "{message}",
            "Messages in the queues between the relay and the ledger's decision, at the last look; while there are too many, intents wait in their streams.");
        _meter.CreateObservableGauge("flashsale.relay.waiting", () => Measure(backlog => backlog.Waiting), "{intent}", "Intents in the sale's stream.");
        _meter.CreateObservableGauge("flashsale.relay.lag", () => Measure(backlog => backlog.Oldest.TotalSeconds), "s",
            "Age of the oldest intent that is not relayed: what a loss of Redis's data would lose.");
    }

    /// <summary>Grows while the relay hangs.</summary>
    public TimeSpan SinceLastRound => _clock.GetElapsedTime(Interlocked.Read(ref _lastRound));

    internal bool Owns(Instrument instrument) => instrument.Meter == _meter;

    internal void RoundDone() => Interlocked.Exchange(ref _lastRound, _clock.GetTimestamp());

    internal void Ahead(long messages) => Interlocked.Exchange(ref _ahead, messages);

    internal void Published(string productId, int count) => Add(_published, productId, count);

    internal void Failed(string productId, int count) => Add(_failed, productId, count);

    internal void SetAside(string productId) => Add(_setAside, productId, 1);

    internal void Claimed(string productId, int count) => Add(_claimed, productId, count);

    internal void Backlog(string productId, (long Waiting, TimeSpan Oldest) backlog) => _backlogs[productId] = backlog;

    public void Dispose() => _meter.Dispose();

    static void Add(Counter<long> counter, string productId, int count)
    {
        if (count > 0)
            counter.Add(count, new KeyValuePair<string, object?>("product", productId));
    }

    IEnumerable<Measurement<T>> Measure<T>(Func<(long Waiting, TimeSpan Oldest), T> value)
        where T : struct => _backlogs.Select(sale => new Measurement<T>(value(sale.Value), new KeyValuePair<string, object?>("product", sale.Key)));
}
