using System.Diagnostics.Metrics;
using System.Globalization;

namespace FlashSale.ServiceDefaults.Telemetry;

/// <summary>Which process this is and when it started; processor, memory and collector come from the runtime's own meter.</summary>
sealed class ProcessMetrics
{
    public ProcessMetrics(IMeterFactory meters, ServiceIdentity identity)
    {
        var meter = meters.Create("FlashSale.Process");
        var started = new DateTimeOffset(System.Diagnostics.Process.GetCurrentProcess().StartTime).ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableGauge("process.start_time", () => started, "s", "When the process started, in seconds since 1970.");
        KeyValuePair<string, object?>[] tags =
        [
            new("service", identity.Name),
            new("pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)),
        ];
        meter.CreateObservableGauge("flashsale.process.info", () => new Measurement<int>(1, tags), null, "The service and process id of this process; always 1.");
    }
}
