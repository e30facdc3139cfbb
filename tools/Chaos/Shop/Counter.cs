using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using FlashSale.Client;

namespace FlashSale.Chaos.Shop;

/// <summary>
/// The HTTP surface as buyers and the payment provider use it. Whatever happens to a request is an entry in the journal, never an
/// exception. With several instances of the API each request goes to the next one.
/// </summary>
sealed class Counter(Func<IReadOnlyList<Uri>> addresses, string webhookSecret, Sale sale, Journal journal) : IDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    readonly Webhook _webhook = new(webhookSecret);
    readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(20), ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = Timeout };
    int _next;

    public Sale Sale => sale;

    /// <summary>Each run has customers of its own: one who finds an order by looking at all must not find that of another run.</summary>
    public string NameOf(string userId) => $"{userId}-{sale.ProductId[^8..]}";

    public Task<Entry> OrderAsync(string userId, string? key, int quantity = 1)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address($"/api/flash-sales/{sale.ProductId}/order"));
        request.Headers.Add("X-User-ID", NameOf(userId));
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        request.Content = JsonContent.Create(new { quantity, email = $"{userId}@example.com" });
        return SendAsync(request, new() { At = Now, Deed = Deed.Order, UserId = NameOf(userId), Key = key, Quantity = quantity });
    }

    public Task<Entry> ReadAsync(string userId, Guid orderId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Address($"/api/orders/{orderId}"));
        request.Headers.Add("X-User-ID", NameOf(userId));
        return SendAsync(request, new() { At = Now, Deed = Deed.Read, UserId = NameOf(userId), OrderId = orderId });
    }

    /// <summary>The buyer's newest order, for one whose request had no answer.</summary>
    public Task<Entry> ListAsync(string userId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Address("/api/orders"));
        request.Headers.Add("X-User-ID", NameOf(userId));
        return SendAsync(request, new() { At = Now, Deed = Deed.List, UserId = NameOf(userId) });
    }

    public Task<Entry> CancelAsync(string userId, Guid orderId)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address($"/api/orders/{orderId}/cancel"));
        request.Headers.Add("X-User-ID", NameOf(userId));
        return SendAsync(request, new() { At = Now, Deed = Deed.Cancel, UserId = NameOf(userId), OrderId = orderId });
    }

    /// <summary>The provider's signed callback.</summary>
    /// <param name="forge">Spoils the signature.</param>
    public Task<Entry> PayAsync(string userId, Guid orderId, string paymentId, decimal amount, string outcome, Action<HttpRequestMessage>? forge = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { orderId, paymentId, amount, currency = Sale.Currency, outcome });
        var request = new HttpRequestMessage(HttpMethod.Post, Address("/api/payments/callback")) { Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } } };
        _webhook.Sign(request, $"{paymentId}-{outcome}", body);
        forge?.Invoke(request);
        return SendAsync(request, new() { At = Now, Deed = Deed.Pay, UserId = NameOf(userId), OrderId = orderId, PaymentId = paymentId, Amount = amount, Outcome = outcome });
    }

    public void Dispose() => _http.Dispose();

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    Uri Address(string path)
    {
        var all = addresses();
        return new(all[(int)((uint)Interlocked.Increment(ref _next) % all.Count)], path);
    }

    async Task<Entry> SendAsync(HttpRequestMessage request, Entry asked)
    {
        var clock = Stopwatch.StartNew();
        Entry entry;
        using (request)
        {
            try
            {
                using var answer = await _http.SendAsync(request);
                entry = Understand(asked, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
            {
                entry = asked with { Code = exception is HttpRequestException { HttpRequestError: var error } ? $"{error}" : exception.GetType().Name };
            }
        }

        entry = entry with { Took = clock.ElapsedMilliseconds };
        journal.Add(entry);
        return entry;
    }

    static Entry Understand(Entry asked, int status, string text)
    {
        if (text.Length == 0 || text[0] is not ('{' or '['))
            return asked with { Status = status };
        using var document = JsonDocument.Parse(text);
        var body = document.RootElement;
        if (body.ValueKind == JsonValueKind.Array)
        {
            if (body.GetArrayLength() == 0)
                return asked with { Status = status };
            body = body[0];
        }

        return asked with
        {
            Status = status,
            Code = body.TryGetProperty("code", out var code) ? code.GetString() : null,
            OrderId = asked.OrderId ?? (body.TryGetProperty("orderId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetGuid() : null),
            OrderStatus = status is 200 or 202 && asked.Deed is not (Deed.Pay or Deed.Cancel) && body.TryGetProperty("status", out var state) ? state.GetString() : null,
            Due = body.TryGetProperty("paymentDueAt", out var due) && due.ValueKind == JsonValueKind.String ? due.GetDateTimeOffset() : null,
        };
    }
}
