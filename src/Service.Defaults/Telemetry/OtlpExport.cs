using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FlashSale.ServiceDefaults.Telemetry;

/// <summary>
/// Traces and metrics go out by OTLP, and only if OTEL_EXPORTER_OTLP_ENDPOINT says where to. Without it nothing listens to the
/// sources, and an activity without a listener is not created.
/// </summary>
static class OtlpExport
{
    public static readonly string[] Sources = ["FlashSale.*", "MassTransit", "Npgsql", "Microsoft.AspNetCore", "System.Net.Http"];

    public static void AddOtlpExport(this IServiceCollection services, IConfiguration configuration, string serviceName)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource
            // The instance's id is random for each process, as the conventions require.
            .AddService($"flashsale-{serviceName}", serviceVersion: Version)
            // Last: what an operator sets by OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES wins.
            .AddEnvironmentVariableDetector());
        if (IsWanted("OTEL_TRACES_EXPORTER"))
            telemetry.WithTracing(traces => traces.AddSource(Sources).AddAspNetCoreInstrumentation().AddOtlpExporter());
        if (IsWanted("OTEL_METRICS_EXPORTER"))
            telemetry.WithMetrics(metrics => metrics.AddMeter(Meters.Names).AddView(BoundsOfThePage).AddOtlpExporter());
        services.AddHostedService<TelemetryShutdown>();

        bool IsWanted(string exporter) => !string.Equals(configuration[exporter], "none", StringComparison.OrdinalIgnoreCase);
    }

    static string? Version => typeof(OtlpExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    // By default the export would count seconds in buckets of 5, 10, 25 and more: the page's are from a millisecond to ten seconds.
    static ExplicitBucketHistogramConfiguration? BoundsOfThePage(System.Diagnostics.Metrics.Instrument instrument) =>
        MetricSeries.BoundsOf(instrument) is { } bounds ? new ExplicitBucketHistogramConfiguration { Boundaries = bounds } : null;
}
