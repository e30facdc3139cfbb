using System.Diagnostics.Metrics;

namespace FlashSale.Inventory.Tests;

/// <summary>How many messages of one host the fault policy holds back, by its metric flashsale.faults.waiting.</summary>
public sealed class WaitingMessages : IDisposable
{
    readonly MeterListener _listener = new();
    int _count;

    public WaitingMessages(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name is "flashsale.faults.waiting")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, change, _, _) => Interlocked.Add(ref _count, change));
        _listener.Start();
    }

    public int Count => _count;

    public void Dispose() => _listener.Dispose();
}
