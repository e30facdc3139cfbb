using System.Diagnostics.Metrics;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>
/// The metrics of the cache of sales, under the meter FlashSale.Sales. Counted here and reported when asked: a listener
/// called at every read would cost more than the read.
/// </summary>
public sealed class SaleReadMetrics : IDisposable
{
    readonly Meter _meter = new("FlashSale.Sales");
    long _hits;
    long _misses;
    long _stale;
    long _none;
    long _looks;
    long _failures;
    long _evictions;

    public SaleReadMetrics()
    {
        _meter.CreateObservableCounter("flashsale.sale_reads", Reads, "{read}", "Sales read: from memory (hit), after a look into Redis (miss), an old answer while Redis did not reply (stale), no answer (none).");
        _meter.CreateObservableGauge("flashsale.sale_reads.hit_ratio", () => HitRatio, "1", "Sales read from memory, of all since the start.");
        _meter.CreateObservableCounter("flashsale.sale_reads.looks", () => Looks, "{look}", "Looks into Redis for a sale.");
        _meter.CreateObservableCounter("flashsale.sale_reads.failures", () => Interlocked.Read(ref _failures), "{look}", "Looks into Redis that failed.");
        _meter.CreateObservableCounter("flashsale.sale_reads.evictions", () => Evictions, "{sale}", "Sales evicted because the cache was full.");
    }

    public long Hits => Interlocked.Read(ref _hits);

    public long Looks => Interlocked.Read(ref _looks);

    public long Evictions => Interlocked.Read(ref _evictions);

    internal void Keeps(Func<long> bytes) => _meter.CreateObservableGauge("flashsale.sale_reads.size", bytes, "By", "Bytes of the sales that are kept.");

    double HitRatio => Reads().Sum(read => read.Value) is var all and > 0 ? (double)Hits / all : 0;

    internal void Hit() => Interlocked.Increment(ref _hits);

    internal void Missed() => Interlocked.Increment(ref _misses);

    internal void ServedStale() => Interlocked.Increment(ref _stale);

    internal void HadNone() => Interlocked.Increment(ref _none);

    internal void Looked() => Interlocked.Increment(ref _looks);

    internal void Failed() => Interlocked.Increment(ref _failures);

    internal void Evicted() => Interlocked.Increment(ref _evictions);

    public void Dispose() => _meter.Dispose();

    IEnumerable<Measurement<long>> Reads() =>
    [
        Measured(Hits, "hit"),
        Measured(Interlocked.Read(ref _misses), "miss"),
        Measured(Interlocked.Read(ref _stale), "stale"),
        Measured(Interlocked.Read(ref _none), "none"),
    ];

    static Measurement<long> Measured(long count, string result) => new(count, new KeyValuePair<string, object?>("result", result));
}
