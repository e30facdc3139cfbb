using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace FlashSale.ServiceDefaults.Telemetry;

/// <summary>
/// Listens to the <see cref="Meters"/> of this process and prints them as Prometheus text. Instruments of one meter name and
/// instrument name are one family.
/// </summary>
public sealed class MetricsPage : IHostedService, IDisposable
{
    readonly MeterListener _listener = new();
    readonly ConcurrentDictionary<(string Meter, string Instrument), MetricFamily> _families = new();
    readonly Lock _oneLook = new();

    public MetricsPage()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.AreRead(instrument.Meter.Name))
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd((instrument.Meter.Name, instrument.Name), _ => new MetricFamily(instrument)));
        };
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, family) => Measure(family, (double)value, tags));
        _listener.Start();
    }

    internal IEnumerable<MetricFamily> Families => _families.Values;

    /// <summary>The page as of now: observable instruments are asked for their values.</summary>
    public string Write()
    {
        lock (_oneLook)
        {
            foreach (var family in _families.Values)
                family.BeginObservation();
            _listener.RecordObservableInstruments();

            var page = new StringBuilder();
            // Prometheus refuses a page on which a name occurs twice. No host has one: The_metrics checks all their instruments.
            foreach (var family in _families.Values.DistinctBy(one => one.Name).OrderBy(one => one.Name, StringComparer.Ordinal))
                family.WriteTo(page);
            return page.ToString();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    static void Measure(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricFamily)family!).Measure(value, tags);
}
