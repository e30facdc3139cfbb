using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FlashSale.ServiceDefaults.Telemetry;

/// <summary>Traces go out by OTLP, and only where OTEL_EXPORTER_OTLP_ENDPOINT says where to.</summary>
static class Tracing
{
    public static void AddTracing(this IServiceCollection services, IConfiguration configuration, string serviceName)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService($"flashsale-{serviceName}"))
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", "MassTransit", "Npgsql", "FlashSale")
            .AddOtlpExporter()
            .Build());
        services.AddHostedService<Exporter>();
    }

    /// <summary>Builds the provider when the host starts; the container disposes it, which flushes.</summary>
    sealed class Exporter(TracerProvider provider) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            provider.ForceFlush(timeoutMilliseconds: 2000);
            return Task.CompletedTask;
        }
    }
}
