using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;

namespace FlashSale.EndToEnd.Tests;

/// <summary>The HTTP surface as buyers, the payment provider and operators use it.</summary>
public sealed class Shop : IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(30) })
    {
        BaseAddress = new Uri(Servers.Setting("FLASHSALE_API_URL")!),
        Timeout = TimeSpan.FromSeconds(10),
    };

    public async Task OpenSaleAsync(string productId, int totalStock, int paymentWindowSeconds, int perCustomerLimit = 1)
    {
        var sale = new
        {
            name = productId,
            price = 20.00m,
            currency = "EUR",
            totalStock,
            startsAt = DateTimeOffset.UtcNow.AddMinutes(-1),
            endsAt = DateTimeOffset.UtcNow.AddHours(1),
            perCustomerLimit,
            paymentWindowSeconds,
        };
        using var answer = await OpsAsync(HttpMethod.Put, $"/api/ops/flash-sales/{productId}", sale);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        await Poll.UntilAsync(() => GetAsync($"/api/flash-sales/{productId}"), sale => sale.GetProperty("status").GetString() == "Open", $"sale {productId} is open");
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> OrderAsync(string productId, string userId, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/flash-sales/{productId}/order");
        request.Headers.Add("X-User-ID", userId);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        request.Content = JsonContent.Create(new { quantity = 1, email = $"{userId}@example.com" });
        using var answer = await _http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async Task<string> StatusAsync(Guid orderId, string userId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/orders/{orderId}");
        request.Headers.Add("X-User-ID", userId);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.OK
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString()!
            : $"HTTP {(int)answer.StatusCode}";
    }

    public Task WaitForStatusAsync(Guid orderId, string userId, string status, TimeSpan? timeout = null) =>
        Poll.UntilAsync(() => StatusAsync(orderId, userId), seen => seen == status, $"order {orderId} is {status}", timeout);

    public async Task<HttpStatusCode> CancelAsync(Guid orderId, string userId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/orders/{orderId}/cancel");
        request.Headers.Add("X-User-ID", userId);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>The stand-in provider signs and sends the callback.</summary>
    public async Task<HttpStatusCode> PayAsync(Guid orderId, string outcome = "succeeded")
    {
        using var answer = await _http.PostAsJsonAsync($"/api/sandbox/payments/{orderId}", new { outcome });
        return answer.StatusCode;
    }

    /// <summary>A callback as a provider sends it: Standard Webhooks, signed with the shared secret.</summary>
    public async Task<HttpStatusCode> CallbackAsync(Guid orderId, string paymentId, decimal amount, string outcome = "succeeded")
    {
        var body = JsonSerializer.Serialize(new { orderId, paymentId, amount, currency = "EUR", outcome });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/payments/callback") { Content = new StringContent(body, null, "application/json") };
        foreach (var (name, value) in WebhookSignature.Headers(Servers.Setting("FLASHSALE_WEBHOOK_SECRET")!, body))
            request.Headers.Add(name, value);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    public async Task<JsonElement> BooksAsync(string productId)
    {
        using var answer = await OpsAsync(HttpMethod.Get, $"/api/ops/stock/{productId}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<JsonElement> InspectAsync(Guid orderId)
    {
        using var answer = await OpsAsync(HttpMethod.Get, $"/api/ops/sagas/{orderId}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task<JsonElement> GetAsync(string path) => _http.GetFromJsonAsync<JsonElement>(path);

    public void Dispose() => _http.Dispose();

    async Task<HttpResponseMessage> OpsAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Api-Key", Servers.Setting("FLASHSALE_OPS_KEY"));
        request.Content = body is null ? null : JsonContent.Create(body);
        return await _http.SendAsync(request);
    }
}
