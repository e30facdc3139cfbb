using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using FlashSale.Client;

namespace FlashSale.Benchmarks;

/// <summary>The HTTP surface of the system under measurement. An answer that is not the expected one ends the run.</summary>
public sealed class Shop(IReadOnlyDictionary<string, string> settings) : IDisposable
{
    public const int Connections = 200;
    const decimal Price = 49.90m;
    const string Currency = "EUR";

    static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    static readonly MediaTypeHeaderValue Json = new("application/json");

    readonly Webhook _webhook = new(settings["FLASHSALE_WEBHOOK_SECRET"]);
    readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = new Uri(settings["FLASHSALE_API_URL"]) };

    /// <param name="product">The sale; there is none of this name yet.</param>
    /// <param name="totalStock">Units.</param>
    /// <param name="globalRate">Requests a second for the whole sale; absent leaves the limit off.</param>
    public async Task OpenSaleAsync(string product, int totalStock, int? globalRate = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sale = new { name = product, price = Price, currency = Currency, totalStock, startsAt = now.AddMinutes(-1), endsAt = now.AddDays(1), perCustomerLimit = 1, paymentWindowSeconds = 3600, globalRate };
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/ops/flash-sales/{product}") { Content = JsonContent.Create(sale, options: WithoutNulls) };
        request.Headers.Add("X-Api-Key", settings["FLASHSALE_OPS_KEY"]);
        await SendAsync(request, HttpStatusCode.Created);
    }

    /// <summary>The limit for each client address.</summary>
    /// <param name="burst">Requests to one sale at once.</param>
    /// <param name="rate">Requests a second after these.</param>
    public async Task LimitAddressesAsync(int burst, int rate)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/ops/settings") { Content = JsonContent.Create(new { addressBurst = burst, addressRate = rate }) };
        request.Headers.Add("X-Api-Key", settings["FLASHSALE_OPS_KEY"]);
        await SendAsync(request, HttpStatusCode.OK);
    }

    /// <returns>The order's id.</returns>
    public async Task<Guid> OrderAsync(string product, int buyer)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { quantity = 1, email = $"buyer-{buyer}@example.com" });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/flash-sales/{product}/order") { Content = Body(body) };
        request.Headers.Add("X-User-ID", $"buyer-{buyer}");
        return (await SendAsync(request, HttpStatusCode.Accepted)).GetProperty("orderId").GetGuid();
    }

    /// <summary>The provider's signed callback: paid in full.</summary>
    public async Task PayAsync(Guid orderId)
    {
        var paymentId = $"payment-{orderId}";
        var body = JsonSerializer.SerializeToUtf8Bytes(new { orderId, paymentId, amount = Price, currency = Currency, outcome = "succeeded" });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/payments/callback") { Content = Body(body) };
        _webhook.Sign(request, paymentId, body);
        await SendAsync(request, HttpStatusCode.Accepted);
    }

    /// <summary>Units for sale, as buyers see them: up to half a second old.</summary>
    public async Task<int> ReadAvailableAsync(string product)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/flash-sales/{product}");
        return (await SendAsync(request, HttpStatusCode.OK)).GetProperty("available").GetInt32();
    }

    /// <exception cref="TimeoutException">The sale is not open after ten seconds.</exception>
    public async Task UntilForSaleAsync(string product, int stock)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await ReadAvailableAsync(product) != stock)
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(10))
                throw new TimeoutException($"{product} is not open after 10 s.");
            await Task.Delay(50);
        }
    }

    public async Task<Books> ReadBooksAsync(string product)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/ops/stock/{product}");
        request.Headers.Add("X-Api-Key", settings["FLASHSALE_OPS_KEY"]);
        return (await SendAsync(request, HttpStatusCode.OK)).Deserialize<Books>(JsonSerializerOptions.Web)!;
    }

    public void Dispose() => _http.Dispose();

    static ByteArrayContent Body(byte[] bytes) => new(bytes) { Headers = { ContentType = Json } };

    async Task<JsonElement> SendAsync(HttpRequestMessage request, HttpStatusCode expected)
    {
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode == expected
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
