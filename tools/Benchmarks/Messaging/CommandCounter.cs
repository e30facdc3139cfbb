using System.Diagnostics.Metrics;

namespace FlashSale.Benchmarks.Messaging;

/// <summary>Counts the commands and batches that this process sends by Npgsql, each one round trip.</summary>
sealed class CommandCounter : IDisposable
{
    readonly MeterListener _listener = new();
    long _commands;

    public CommandCounter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Npgsql", Name: "db.client.operation.duration" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _commands));
        _listener.Start();
    }

    public long Commands => Interlocked.Read(ref _commands);

    public void Dispose() => _listener.Dispose();
}
