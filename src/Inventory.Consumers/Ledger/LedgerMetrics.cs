using System.Diagnostics.Metrics;

namespace FlashSale.Inventory.Ledger;

/// <summary>The ledger's metrics, under the meter FlashSale.Inventory.</summary>
public sealed class LedgerMetrics : IDisposable
{
    public const string MeterName = "FlashSale.Inventory";

    readonly Meter _meter = new(MeterName);
    readonly Histogram<int> _batchSize;
    readonly Histogram<double> _commitDuration;
    // Observable, so that the counter is exported, as zero, from the start.
    long _splits;

    public LedgerMetrics()
    {
        _batchSize = _meter.CreateHistogram<int>("flashsale.inventory.batch.size", "{message}", "Messages that shared one transaction of the ledger.");
        _commitDuration = _meter.CreateHistogram<double>("flashsale.inventory.commit.duration", "s", "Time of one transaction of the ledger, waiting for row locks included.");
        _meter.CreateObservableCounter("flashsale.inventory.batch.splits", () => Interlocked.Read(ref _splits), "{batch}", "Batches decided message by message because one of them was bad.");
    }

    public void Committed(int messages, TimeSpan duration)
    {
        _batchSize.Record(messages);
        _commitDuration.Record(duration.TotalSeconds);
    }

    public void Split() => Interlocked.Increment(ref _splits);

    /// <summary>Distinguishes this ledger from others in the same process, as in tests.</summary>
    public bool Owns(Instrument instrument) => instrument.Meter == _meter;

    public void Dispose() => _meter.Dispose();
}
