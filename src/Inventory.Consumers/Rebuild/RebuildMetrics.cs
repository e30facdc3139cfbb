using System.Diagnostics.Metrics;

namespace FlashSale.Inventory.Rebuild;

/// <summary>
/// The metrics of the rebuild, under the meter FlashSale.Inventory.Rebuild. Counted here and reported when asked: a
/// counter exists, at zero, from the start.
/// </summary>
public sealed class RebuildMetrics : IDisposable
{
    public const string MeterName = "FlashSale.Inventory.Rebuild";

    readonly Meter _meter = new(MeterName);
    long _rebuilt;
    long _failed;
    int _missing;

    public RebuildMetrics()
    {
        _meter.CreateObservableCounter("flashsale.rebuild.done", () => Interlocked.Read(ref _rebuilt), "{sale}", "Sales that were rebuilt in Redis.");
        _meter.CreateObservableCounter("flashsale.rebuild.failed", () => Interlocked.Read(ref _failed), "{sale}", "Rebuilds that did not finish; each is begun again.");
        _meter.CreateObservableGauge("flashsale.rebuild.missing", () => Volatile.Read(ref _missing), "{sale}", "Sales that Redis does not carry and that are closed until it does.");
    }

    internal void Missing(int sales) => Volatile.Write(ref _missing, sales);

    internal void Rebuilt() => Interlocked.Increment(ref _rebuilt);

    internal void Failed() => Interlocked.Increment(ref _failed);

    public void Dispose() => _meter.Dispose();
}
