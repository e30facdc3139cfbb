using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FlashSale.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>A host without a bus: what it exports, and what the export costs it. One class, since listeners to a source are of the whole process.</summary>
public sealed class When_telemetry_is_exported(OtlpReceiver collector) : IClassFixture<OtlpReceiver>
{
    [Fact]
    public async Task Should_send_spans_and_metrics_of_this_service_before_it_stops()
    {
        var span = $"span-{Guid.NewGuid():N}";
        await using (var host = await StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=a-test")))
        {
            await LiveAsync(host);
            using (var source = new ActivitySource("FlashSale.Test"))
            using (source.StartActivity(span))
            {
            }

            await host.StopAsync();
        }

        foreach (var expected in (string[])[span, "GET /health/live", "flashsale-test", "service.instance.id", "service.version", "1.0.0", "a-test"])
            collector.Traces.ShouldContain(expected);
        foreach (var expected in (string[])["flashsale.process.info", "http.server.request.duration", "dotnet.process.cpu.time", "flashsale-test", "service.instance.id"])
            collector.Metrics.ShouldContain(expected);
    }

    [Fact]
    public async Task Should_bear_the_name_that_an_operator_gives_it()
    {
        await using (var host = await StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_SERVICE_NAME", "a-name-of-the-operator")))
        {
            await LiveAsync(host);
            await host.StopAsync();
        }

        collector.Traces.ShouldContain("a-name-of-the-operator");
    }

    [Fact]
    public async Task Should_listen_to_no_source_while_no_address_is_set()
    {
        await using var host = await StartAsync();
        await LiveAsync(host);

        host.Services.GetService<TracerProvider>().ShouldBeNull();
        host.Services.GetService<MeterProvider>().ShouldBeNull();
        ListenedTo().ShouldBeEmpty();
        await host.StopAsync();
    }

    [Fact]
    public async Task Should_listen_to_all_sources_once_an_address_is_set()
    {
        await using var host = await StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address));
        ListenedTo().Count.ShouldBe(OtlpExport.Sources.Length);
        await host.StopAsync();
    }

    [Fact]
    public async Task Should_export_only_what_is_wanted()
    {
        await using var host = await StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_METRICS_EXPORTER", "none"));
        host.Services.GetService<TracerProvider>().ShouldBeNull();
        host.Services.GetService<MeterProvider>().ShouldBeNull();
        ListenedTo().ShouldBeEmpty();
        await host.StopAsync();
    }

    [Theory]
    [InlineData("http/protobuf", true)]
    [InlineData("http/protobuf", false)]
    [InlineData("grpc", true)]
    [InlineData("grpc", false)]
    public async Task Should_stop_in_time_when_the_collector_does_not_answer(string protocol, bool listens)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        if (!listens)
            silent.Stop();
        var host = await StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{port}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol));
        await LiveAsync(host);

        var started = Stopwatch.GetTimestamp();
        await host.StopAsync();
        await host.DisposeAsync();
        // Two seconds are the limit; without it a silent collector held the process for ten.
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(4));
    }

    static List<string> ListenedTo() => [.. OtlpExport.Sources.Select(name => name.Replace("*", "Test", StringComparison.Ordinal)).Where(name =>
    {
        using var source = new ActivitySource(name);
        return source.HasListeners();
    })];

    static async Task LiveAsync(WebApplication host)
    {
        using var client = new HttpClient();
        (await client.GetStringAsync(new Uri(new Uri(host.Urls.Single()), "/health/live"))).ShouldBe("Healthy");
    }

    static async Task<WebApplication> StartAsync(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FLASHSALE_POSTGRES"] = "postgresql://nobody@127.0.0.1:1/nothing",
            ["FLASHSALE_DRAIN_SECONDS"] = "0",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        }).AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value, StringComparer.Ordinal));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults("test");
        builder.Logging.ClearProviders();
        var host = builder.Build();
        host.MapServiceDefaults();
        await host.StartAsync();
        return host;
    }
}
