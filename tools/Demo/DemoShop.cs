using System.Net.Http.Json;
using System.Text.Json;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Demo;

/// <summary>The HTTP surface of a running system, each call printed; its addresses come from `./flashsale env`.</summary>
sealed class DemoShop : IDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    readonly HttpClient _http = new() { BaseAddress = new Uri(Setting("FLASHSALE_API_URL")) };
    readonly List<string> _products = [];

    public async Task OpenSaleAsync(string product, int paymentWindowSeconds)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sale = new { name = product, price = 49.90m, currency = "EUR", totalStock = 1, startsAt = now.AddMinutes(-1), endsAt = now.AddHours(1), perCustomerLimit = 1, paymentWindowSeconds };
        await SendAsync(HttpMethod.Put, $"/api/ops/flash-sales/{product}", "X-Api-Key", Setting("FLASHSALE_OPS_KEY"), sale);
        _products.Add(product);
    }

    public async Task<Guid> OrderAsync(string product, string buyer)
    {
        var order = await SendAsync(HttpMethod.Post, $"/api/flash-sales/{product}/order", "X-User-ID", buyer, new { quantity = 1, email = $"{buyer}@example.com" });
        return order.GetProperty("orderId").GetGuid();
    }

    public Task CancelAsync(Guid order, string buyer) => SendAsync(HttpMethod.Post, $"/api/orders/{order}/cancel", "X-User-ID", buyer, new { });

    public Task PayAsync(Guid order, string outcome) => SendAsync(HttpMethod.Post, $"/api/sandbox/payments/{order}", "X-User-ID", "provider", new { outcome });

    /// <summary>Prints each status that it sees, and returns the last one: the expected one, or what stood there after 30 s.</summary>
    public async Task<string> WaitAsync(Guid order, string buyer, string expected)
    {
        var start = TimeProvider.System.GetTimestamp();
        var seen = "";
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/orders/{order}");
            request.Headers.Add("X-User-ID", buyer);
            using var answer = await _http.SendAsync(request);
            var status = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").ToString();
            if (status != seen)
                Console.WriteLine($"  {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds,6:0} ms  status {status}");
            seen = status;
            if (seen == expected || TimeProvider.System.GetElapsedTime(start) > Timeout)
                return seen;
            await Task.Delay(20);
        }
    }

    /// <summary>What must never happen in production: the ledger lowered without telling Redis.</summary>
    public static async Task TakeUnitsOutOfTheLedgerAsync(string product)
    {
        await using var source = NpgsqlDataSource.Create(ServerAddresses.ToNpgsql(new Uri(Setting("FLASHSALE_POSTGRES"))));
        await using var command = source.CreateCommand("SELECT inventory.set_total($1, 1000, 0)");
        command.Parameters.Add(new() { Value = product });
        await command.ExecuteNonQueryAsync();
        Console.WriteLine("  ledger: total 1 -> 0");
    }

    public async Task PrintBooksAsync()
    {
        foreach (var product in _products)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/ops/stock/{product}");
            request.Headers.Add("X-Api-Key", Setting("FLASHSALE_OPS_KEY"));
            using var answer = await _http.SendAsync(request);
            Console.WriteLine($"{product,-26} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    public void Dispose() => _http.Dispose();

    async Task<JsonElement> SendAsync(HttpMethod method, string path, string header, string value, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Add(header, value);
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Console.WriteLine($"  {method} {path} -> {(int)answer.StatusCode}");
        return answer.IsSuccessStatusCode
            ? text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
    }

    static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set. Run this by ./flashsale demo.");
}
