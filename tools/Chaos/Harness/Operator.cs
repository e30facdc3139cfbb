using System.Net.Http.Json;
using System.Text.Json;
using FlashSale.Chaos.Shop;
using FlashSale.Client;

namespace FlashSale.Chaos.Harness;

/// <summary>The ops routes.</summary>
sealed class Operator(Settings settings, Services services) : IDisposable
{
    readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Opens the sale, and waits until every instance of the API sells it.</summary>
    public async Task OpenAsync(Sale sale)
    {
        var now = TimeProvider.System.GetUtcNow();
        // A clock may be shifted by an hour in a run.
        var terms = new SaleTerms
        {
            Name = sale.ProductId,
            Price = Sale.Price,
            Currency = Sale.Currency,
            TotalStock = sale.Stock,
            StartsAt = now.AddHours(-3),
            EndsAt = now.AddHours(9),
            PerCustomerLimit = sale.PerCustomerLimit,
            PaymentWindowSeconds = sale.PaymentWindowSeconds,
        };
        using var request = ShopRequests.PutSale(sale.ProductId, terms, settings.OpsKey);
        request.RequestUri = new(services.ApiAddresses[0], request.RequestUri!);
        using var answer = await _http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The sale could not be opened: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        foreach (var api in services.ApiAddresses)
            await Eventually.HoldsAsync(async () => (await _http.GetAsync(new Uri(api, $"/api/flash-sales/{sale.ProductId}"))).IsSuccessStatusCode, $"{api} sells {sale.ProductId}", TimeSpan.FromSeconds(20));
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, JsonContent.Create(body));
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException($"POST {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Changes the total; an API that dies meanwhile is what the caller wants.</summary>
    public async Task TryChangeTotalAsync(string productId, int total)
    {
        try
        {
            using var answer = await SendAsync(HttpMethod.Patch, $"/api/ops/flash-sales/{productId}", JsonContent.Create(new { totalStock = total }));
        }
        catch (HttpRequestException)
        {
            // It died.
        }
    }

    public void Dispose() => _http.Dispose();

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(services.ApiAddresses[0], path)) { Content = content };
        request.Headers.Add("X-Api-Key", settings.OpsKey);
        return await _http.SendAsync(request);
    }
}
