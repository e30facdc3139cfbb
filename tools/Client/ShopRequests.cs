using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlashSale.Client;

/// <summary>The requests that the shop's API takes, their paths relative to its address. Who sends one decides what to make of the answer.</summary>
public static class ShopRequests
{
    const string UserHeader = "X-User-ID";
    const string OpsKeyHeader = "X-Api-Key";

    static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    static readonly MediaTypeHeaderValue Json = new("application/json");

    public static HttpRequestMessage ReadSale(string productId) => To(HttpMethod.Get, $"/api/flash-sales/{productId}");

    /// <param name="productId">The sale.</param>
    /// <param name="userId">The buyer.</param>
    /// <param name="email">Where notices go.</param>
    /// <param name="quantity">Units.</param>
    /// <param name="key">Idempotency key; null for a client that sends none.</param>
    public static HttpRequestMessage PlaceOrder(string productId, string userId, string email, int quantity = 1, string? key = null)
    {
        var request = OfUser(HttpMethod.Post, $"/api/flash-sales/{productId}/order", userId);
        request.Content = Body(new { quantity, email });
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    public static HttpRequestMessage ReadOrder(Guid orderId, string userId) => OfUser(HttpMethod.Get, $"/api/orders/{orderId}", userId);

    /// <summary>The buyer's orders, the newest first.</summary>
    public static HttpRequestMessage ListOrders(string userId) => OfUser(HttpMethod.Get, "/api/orders", userId);

    /// <summary>The order's events as they come: a stream of server-sent events.</summary>
    public static HttpRequestMessage FollowOrder(Guid orderId, string userId) => OfUser(HttpMethod.Get, $"/api/orders/{orderId}/events", userId);

    public static HttpRequestMessage CancelOrder(Guid orderId, string userId) => OfUser(HttpMethod.Post, $"/api/orders/{orderId}/cancel", userId);

    /// <summary>The provider's callback.</summary>
    /// <param name="payment">What became of the payment.</param>
    /// <param name="webhook">Signs it.</param>
    /// <param name="id">Of the callback: the same one again is the same word said twice.</param>
    public static HttpRequestMessage CallBack(Payment payment, Webhook webhook, string id)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(payment, JsonSerializerOptions.Web);
        var request = To(HttpMethod.Post, "/api/payments/callback", Raw(body));
        webhook.Sign(request, id, body);
        return request;
    }

    /// <summary>Has the stand-in provider pay the order, or decline it, and call back.</summary>
    public static HttpRequestMessage PayInSandbox(Guid orderId, string outcome) =>
        To(HttpMethod.Post, $"/api/sandbox/payments/{orderId}", Body(new { outcome }));

    /// <summary>Opens the sale, or changes its terms.</summary>
    public static HttpRequestMessage PutSale(string productId, SaleTerms terms, string opsKey) => OfOperator(HttpMethod.Put, $"/api/ops/flash-sales/{productId}", opsKey, Body(terms));

    public static HttpRequestMessage ReadBooks(string productId, string opsKey) => OfOperator(HttpMethod.Get, $"/api/ops/stock/{productId}", opsKey);

    /// <summary>The limit for each client address.</summary>
    /// <param name="burst">Requests to one sale at once.</param>
    /// <param name="rate">Requests a second after these.</param>
    /// <param name="opsKey">The operator's key.</param>
    public static HttpRequestMessage LimitAddresses(int burst, int rate, string opsKey) => OfOperator(HttpMethod.Put, "/api/ops/settings", opsKey, Body(new { addressBurst = burst, addressRate = rate }));

    static HttpRequestMessage OfUser(HttpMethod method, string path, string userId)
    {
        var request = To(method, path);
        request.Headers.Add(UserHeader, userId);
        return request;
    }

    static HttpRequestMessage OfOperator(HttpMethod method, string path, string opsKey, HttpContent? content = null)
    {
        var request = To(method, path, content);
        request.Headers.Add(OpsKeyHeader, opsKey);
        return request;
    }

    // Said to be relative: elsewhere than in HttpClient a path is the absolute address of a file.
    static HttpRequestMessage To(HttpMethod method, string path, HttpContent? content = null) => new(method, new Uri(path, UriKind.Relative)) { Content = content };

    static ByteArrayContent Body<T>(T values) => Raw(JsonSerializer.SerializeToUtf8Bytes(values, WithoutNulls));

    // Without a charset, and in one piece: what a load generator spends on a request is taken from the servers beside it.
    static ByteArrayContent Raw(byte[] bytes) => new(bytes) { Headers = { ContentType = Json } };
}
