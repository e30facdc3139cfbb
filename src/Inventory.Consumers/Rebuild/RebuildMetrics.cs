using System.Diagnostics.Metrics;

namespace FlashSale.Inventory.Rebuild;

/// <summary>What the rebuild tells about itself, under the meter FlashSale.Inventory.Rebuild.</summary>
public sealed class RebuildMetrics : IDisposable
{
    public const string MeterName = "FlashSale.Inventory.Rebuild";

    readonly Meter _meter = new(MeterName);
    readonly Counter<long> _rebuilt;
    readonly Counter<long> _failed;
    int _missing;

    public RebuildMetrics()
    {
        _rebuilt = _meter.CreateCounter<long>("flashsale.rebuild.done", "{sale}", "Sales that were rebuilt in Redis.");
        _failed = _meter.CreateCounter<long>("flashsale.rebuild.failed", "{sale}", "Rebuilds that did not come to their end; each is begun anew.");
        _meter.CreateObservableGauge("flashsale.rebuild.missing", () => Volatile.Read(ref _missing), "{sale}", "Sales that Redis does not carry and that are closed until it does.");
    }

    internal void Missing(int sales) => Volatile.Write(ref _missing, sales);

    internal void Rebuilt() => _rebuilt.Add(1);

    internal void Failed() => _failed.Add(1);

    public void Dispose() => _meter.Dispose();
}
