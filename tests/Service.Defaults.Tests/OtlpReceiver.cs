using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>A collector of telemetry by OTLP over HTTP. It keeps what it gets as it came: names stand in it as plain text.</summary>
public sealed class OtlpReceiver : IAsyncLifetime
{
    readonly ConcurrentQueue<(string Path, string Body)> _received = new();
    WebApplication? _app;

    public string Address => _app!.Urls.Single();

    public string Traces => Bodies("/v1/traces");

    public string Metrics => Bodies("/v1/metrics");

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _received.Enqueue((request.Path.Value!, Encoding.Latin1.GetString(body.ToArray())));
        });
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app!.DisposeAsync();

    string Bodies(string path) => string.Concat(_received.Where(one => one.Path == path).Select(one => one.Body));
}
