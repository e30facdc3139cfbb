using System.Net.Http.Json;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.Ordering.Api.Tests;

/// <summary>A second instance beside a healthy one, with wires to PostgreSQL and Redis that can be cut.</summary>
sealed class ApiWithCutWires(ApiUnderTest api, ApiHost host, CutWire postgres, CutWire redis) : IAsyncDisposable
{
    readonly HttpClient _http = new() { BaseAddress = host.Address };

    public ApiUnderTest Api => api;
    public HttpClient Http => _http;
    public IServiceProvider Services => host.Services;
    public CutWire Postgres => postgres;
    public CutWire Redis => redis;

    public static async Task<ApiWithCutWires> StartAsync(Action<IServiceCollection>? replace = null)
    {
        var api = new ApiUnderTest();
        await api.InitializeAsync();
        var database = new Npgsql.NpgsqlConnectionStringBuilder(api.Database.ConnectionString);
        var server = Servers.Addresses.Redis.Split(':');
        var (postgres, redis) = (new CutWire(database.Host!, database.Port), new CutWire(server[0], int.Parse(server[1])));
        var host = await ApiHost.StartAsync(api.Database, api.Broker, new Dictionary<string, string?>
        {
            ["FLASHSALE_POSTGRES"] = $"postgresql://{database.Username}:{database.Password}@127.0.0.1:{postgres.Port}/{database.Database}",
            ["FLASHSALE_REDIS"] = $"redis://127.0.0.1:{redis.Port}",
        }, replace: replace);
        return new(api, host, postgres, redis);
    }

    /// <summary>Has read the sale and that Redis has it: a list that is read between the two says 503 to an order until the next one.</summary>
    public async Task KnowsAsync(string product)
    {
        await Poll.UntilAsync(() => Task.FromResult(Services.GetRequiredService<SaleCatalog>().Find(product)), sale => sale is { IsLoaded: true }, "the instance knows that Redis has the sale");
        await Poll.UntilAsync(async () => (int)(await GetAsync($"/api/flash-sales/{product}", "anyone")).StatusCode, status => status == 200, "the instance shows the sale");
    }

    public Task<HttpResponseMessage> GetAsync(string path, string user) => SendAsync(HttpMethod.Get, path, user);

    public Task<HttpResponseMessage> OrderAsync(string product, string user) => SendAsync(HttpMethod.Post, $"/api/flash-sales/{product}/order", user);

    public Task<HttpResponseMessage> PutSaleAsync(string product, IDictionary<string, object?> terms)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/ops/flash-sales/{product}") { Content = JsonContent.Create(terms) };
        request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        return _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> PutSettingsAsync(object settings)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/ops/settings") { Content = JsonContent.Create(settings) };
        request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        return _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> BooksAsync(string product)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/ops/stock/{product}");
        request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        return _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await host.DisposeAsync();
        await postgres.DisposeAsync();
        await redis.DisposeAsync();
        await api.DisposeAsync();
    }

    Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string user)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-User-ID", user);
        return _http.SendAsync(request);
    }
}
