using System.Diagnostics.Metrics;

namespace FlashSale.Inventory;

/// <summary>What the ledger tells of itself: meter FlashSale.Inventory.</summary>
public sealed class LedgerMetrics : IDisposable
{
    public const string MeterName = "FlashSale.Inventory";

    readonly Meter _meter = new(MeterName);
    readonly Histogram<int> _batchSize;
    readonly Histogram<double> _commitDuration;
    readonly Counter<long> _splits;

    public LedgerMetrics()
    {
        _batchSize = _meter.CreateHistogram<int>("flashsale.inventory.batch.size", "{message}", "Messages that shared one transaction of the ledger.");
        _commitDuration = _meter.CreateHistogram<double>("flashsale.inventory.commit.duration", "s", "Time of one transaction of the ledger, waiting for row locks included.");
        _splits = _meter.CreateCounter<long>("flashsale.inventory.batch.splits", "{batch}", "Batches decided message by message because one of them was bad.");
    }

    public void Committed(int messages, TimeSpan duration)
    {
        _batchSize.Record(messages);
        _commitDuration.Record(duration.TotalSeconds);
    }

    public void Split() => _splits.Add(1);

    /// <summary>Tells this process's ledger from another one's in the same process, as tests have it.</summary>
    public bool Owns(Instrument instrument) => instrument.Meter == _meter;

    public void Dispose() => _meter.Dispose();
}
