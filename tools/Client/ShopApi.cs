using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FlashSale.Client;

/// <summary>The shop's API for a client that takes one answer only: any other than the expected one is an exception that quotes it.</summary>
/// <param name="address">Of the API.</param>
/// <param name="opsKey">The operator's key.</param>
/// <param name="webhookSecret">The payment provider's: whsec_ and base64.</param>
/// <param name="handler">Sends the requests; disposed of with this.</param>
public sealed class ShopApi(Uri address, string opsKey, string webhookSecret, HttpMessageHandler handler) : IDisposable
{
    readonly HttpClient _http = new(handler) { BaseAddress = address };
    readonly Webhook _webhook = new(webhookSecret);

    /// <summary>A sale that there was none of before.</summary>
    public Task OpenSaleAsync(string productId, SaleTerms terms) => SendAsync(ShopRequests.PutSale(productId, terms, opsKey), HttpStatusCode.Created);

    public Task LimitAddressesAsync(int burst, int rate) => SendAsync(ShopRequests.LimitAddresses(burst, rate, opsKey), HttpStatusCode.OK);

    /// <summary>Units for sale, as buyers see them: up to half a second old.</summary>
    public async Task<int> ReadAvailableAsync(string productId) => (await SendAsync(ShopRequests.ReadSale(productId), HttpStatusCode.OK)).GetProperty("available").GetInt32();

    public async Task<Books> ReadBooksAsync(string productId) => (await SendAsync(ShopRequests.ReadBooks(productId, opsKey), HttpStatusCode.OK)).Deserialize<Books>(JsonSerializerOptions.Web)!;

    /// <returns>The order's id.</returns>
    public async Task<Guid> OrderAsync(string productId, string userId) =>
        (await SendAsync(ShopRequests.PlaceOrder(productId, userId, $"{userId}@example.com"), HttpStatusCode.Accepted)).GetProperty("orderId").GetGuid();

    public async Task<string> ReadStatusAsync(Guid orderId, string userId) => (await SendAsync(ShopRequests.ReadOrder(orderId, userId), HttpStatusCode.OK)).GetProperty("status").GetString()!;

    public Task CancelAsync(Guid orderId, string userId) => SendAsync(ShopRequests.CancelOrder(orderId, userId), HttpStatusCode.Accepted);

    /// <summary>The provider's signed callback.</summary>
    public Task CallBackAsync(Payment payment) => SendAsync(ShopRequests.CallBack(payment, _webhook, payment.PaymentId), HttpStatusCode.Accepted);

    /// <summary>The stand-in provider's.</summary>
    public Task PayInSandboxAsync(Guid orderId, string outcome) => SendAsync(ShopRequests.PayInSandbox(orderId, outcome), HttpStatusCode.Accepted);

    /// <summary>The order's status now and each that it comes to, until its end.</summary>
    public async IAsyncEnumerable<OrderEvent> FollowAsync(Guid orderId, string userId, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var request = ShopRequests.FollowOrder(orderId, userId);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await RequireAsync(request, answer, HttpStatusCode.OK);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellation))
            yield return JsonSerializer.Deserialize<OrderEvent>(item.Data, JsonSerializerOptions.Web)!;
    }

    public void Dispose() => _http.Dispose();

    async Task<JsonElement> SendAsync(HttpRequestMessage request, HttpStatusCode expected)
    {
        using var sent = request;
        using var answer = await _http.SendAsync(request);
        await RequireAsync(request, answer, expected);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    static async Task RequireAsync(HttpRequestMessage request, HttpResponseMessage answer, HttpStatusCode expected)
    {
        if (answer.StatusCode != expected)
            throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
