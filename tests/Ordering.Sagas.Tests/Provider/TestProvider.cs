using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests.Provider;

/// <summary>A payment provider over HTTP that refunds once a key, tells of its refunds, and has faults on demand.</summary>
public sealed class TestProvider : IAsyncLifetime
{
    readonly ConcurrentDictionary<string, Queue<ProviderFault>> _faults = new();
    readonly ConcurrentQueue<(string Key, RefundBody Body)> _requests = new();
    readonly ConcurrentQueue<Guid> _lookUps = new();
    readonly ConcurrentQueue<RefundBody> _refunds = new();
    readonly ConcurrentDictionary<string, byte> _keys = new();
    readonly WebApplication _app;

    public TestProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/sandbox/refunds", RefundAsync);
        _app.MapGet("/sandbox/refunds", LookUp);
    }

    /// <summary>What FLASHSALE_PAYMENT_PROVIDER is set to.</summary>
    public Uri Address => new(new Uri(_app.Urls.Single()), "sandbox");

    /// <summary>The status of every answer, whatever is asked for; null: it answers.</summary>
    public int? RefusesWith { get; set; }

    /// <summary>What the next requests for the payment meet, one each; after that it answers as it should.</summary>
    public void FailFor(string paymentId, params ProviderFault[] faults) => _faults[paymentId] = new(faults);

    /// <summary>A refund that it makes without being asked: what an earlier process asked for.</summary>
    public void Made(RefundBody refund) => _refunds.Enqueue(refund);

    /// <summary>From now on, the key of the payment's refund is a new one.</summary>
    public void ForgetKey(string paymentId) => _keys.TryRemove(paymentId, out _);

    public IReadOnlyList<(string Key, RefundBody Body)> RequestsFor(string paymentId) => [.. _requests.Where(request => request.Body.PaymentId == paymentId)];

    /// <summary>How often it was asked for the refunds of the order.</summary>
    public int LookUpsOf(Guid orderId) => _lookUps.Count(order => order == orderId);

    /// <summary>What was given back for the payment, each time.</summary>
    public IReadOnlyList<decimal> RefundsOf(string paymentId) => [.. _refunds.Where(refund => refund.PaymentId == paymentId).Select(refund => refund.Amount)];

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
        if (RefusesWith is { } status)
            return Results.StatusCode(status);
        var fault = _faults.TryGetValue(body.PaymentId, out var faults) && faults.TryDequeue(out var next) ? next : null;
        if ((fault is null or { Refunds: true }) && _keys.TryAdd(key, 0))
            _refunds.Enqueue(body);
        if (fault is { ForgetsTheKey: true })
            ForgetKey(key);
        if (fault is { Hangs: true })
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_app.Lifetime.ApplicationStopping, request.HttpContext.RequestAborted);
            await Task.Delay(Timeout.Infinite, ended.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        return Results.StatusCode(fault?.Status ?? 200);
    }

    IResult LookUp(Guid orderId)
    {
        _lookUps.Enqueue(orderId);
        return RefusesWith is { } status ? Results.StatusCode(status) : Results.Ok(_refunds.Where(refund => refund.OrderId == orderId));
    }
}
