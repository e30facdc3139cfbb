using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests.Provider;

/// <summary>A payment provider over HTTP that refunds once a key, and has faults on demand.</summary>
public sealed class TestProvider : IAsyncLifetime
{
    readonly ConcurrentDictionary<string, Queue<ProviderFault>> _faults = new();
    readonly ConcurrentQueue<(string Key, RefundBody Body)> _requests = new();
    readonly ConcurrentDictionary<string, decimal> _refunds = new();
    readonly WebApplication _app;

    public TestProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/sandbox/refunds", RefundAsync);
    }

    /// <summary>What FLASHSALE_PAYMENT_PROVIDER is set to.</summary>
    public Uri Address => new(new Uri(_app.Urls.Single()), "sandbox");

    /// <summary>What the next requests for the payment meet, one each; after that it answers as it should.</summary>
    public void FailFor(string paymentId, params ProviderFault[] faults) => _faults[paymentId] = new(faults);

    public IReadOnlyList<(string Key, RefundBody Body)> RequestsFor(string paymentId) => [.. _requests.Where(request => request.Body.PaymentId == paymentId)];

    /// <summary>What was given back for the payment; null when nothing was.</summary>
    public decimal? RefundOf(string paymentId) => _refunds.TryGetValue(paymentId, out var amount) ? amount : null;

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    async Task<IResult> RefundAsync(HttpRequest request, RefundBody body)
    {
        var key = request.Headers["Idempotency-Key"].Single()!;
        _requests.Enqueue((key, body));
        var fault = _faults.TryGetValue(body.PaymentId, out var faults) && faults.TryDequeue(out var next) ? next : null;
        if (fault is null or { Refunds: true })
            _refunds.AddOrUpdate(key, body.Amount, (_, refunded) => refunded);
        if (fault is { Hangs: true })
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_app.Lifetime.ApplicationStopping, request.HttpContext.RequestAborted);
            await Task.Delay(Timeout.Infinite, ended.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        return Results.StatusCode(fault?.Status ?? 200);
    }
}
