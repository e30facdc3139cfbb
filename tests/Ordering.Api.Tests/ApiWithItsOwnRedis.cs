using System.Globalization;
using FlashSale.Admission.Admit;
using FlashSale.Admission.Reservations;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace FlashSale.Ordering.Api.Tests;

/// <summary>An instance with servers of its own, among them a Redis that a test may count, stop and kill.</summary>
public sealed class ApiWithItsOwnRedis : IAsyncLifetime
{
    readonly TestDatabase _database = new();
    readonly TestBroker _broker = new();
    ApiHost? _host;

    public TestRedis Redis { get; } = new();
    public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 2000 });

    public async Task InitializeAsync()
    {
        // The test runner blocks two threads of the pool that the instance shares with it, and on two cores the pool begins with two.
        ThreadPool.SetMinThreads(16, 16);
        await Task.WhenAll(_database.InitializeAsync(), _broker.InitializeAsync(), Redis.InitializeAsync());
        _host = await StartInstanceAsync();
        Http.BaseAddress = _host.Address;
        await Poll.UntilAsync(async () => (int)(await Http.GetAsync("/api/flash-sales")).StatusCode, status => status == 200, "the sales are known");
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
        await Redis.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    internal Task<ApiHost> StartInstanceAsync() => ApiHost.StartAsync(_database, _broker, new Dictionary<string, string?> { ["FLASHSALE_REDIS"] = Redis.Address });

    /// <summary>Opens a sale through this instance, which it knows at once.</summary>
    public async Task<string> OpenSaleAsync(int totalStock = 10, TimeSpan startsIn = default, int? userRate = null)
    {
        var product = ApiUnderTest.NewProduct();
        var terms = ApiUnderTest.Terms(totalStock, perCustomerLimit: 5);
        if (startsIn > TimeSpan.Zero)
            terms["startsAt"] = DateTimeOffset.UtcNow + startsIn;
        if (userRate is not null)
            terms["userRate"] = userRate;
        using var answer = await PutSaleAsync(product, terms);
        await answer.ShouldAnswerAsync(201);
        return product;
    }

    public Task<HttpResponseMessage> PutSaleAsync(string product, IDictionary<string, object?> terms) => SendAsync(HttpMethod.Put, $"/api/ops/flash-sales/{product}", "ops", terms);

    public Task<HttpResponseMessage> OrderAsync(string product, string user, object? body = null, string? key = null) =>
        SendAsync(HttpMethod.Post, $"/api/flash-sales/{product}/order", user, body, key);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string user, object? body = null, string? key = null)
    {
        var request = ApiUnderTest.Request(method, path, user, body, key);
        request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        return Http.SendAsync(request);
    }

    /// <summary>Gives the units of an order back, as the ledger's release does, wherever it runs.</summary>
    public Task<bool> ReleaseAsync(string product, Guid orderId) => _host!.Services.GetRequiredService<ReservationStore>().ReleaseAsync(product, 1, orderId, default);

    /// <summary>The orders that Redis holds units for.</summary>
    public async Task<IReadOnlySet<Guid>> ReservationsAsync(string product)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync($"{Redis.Address.Replace("redis://", "", StringComparison.Ordinal)},syncTimeout=20000");
        try
        {
            return (await redis.GetDatabase().HashKeysAsync($"{{{product}}}:reservations")).Select(id => Guid.Parse((string)id!)).ToHashSet();
        }
        finally
        {
            // Disposing it waits for commands that nobody sent, as long as the timeout is.
            redis.Close(allowCommandsToComplete: false);
        }
    }

    /// <summary>The ledger allocates an order, as it does in its consumers.</summary>
    public Task LedgerHasAsync(string product, Guid orderId) =>
        _database.ExecuteAsync("SELECT inventory.decide(ARRAY[$1], ARRAY[$2], ARRAY['allocate'], ARRAY[1], ARRAY[60])", orderId, product);

    /// <summary>Orders that the instance answered with this outcome and without Redis.</summary>
    public async Task<long> LocalAnswersAsync(AdmissionOutcome outcome)
    {
        var page = await Http.GetStringAsync("/metrics");
        var line = page.Split('\n').FirstOrDefault(text => text.StartsWith("flashsale_door_answers", StringComparison.Ordinal)
            && text.Contains("by=\"instance\"", StringComparison.Ordinal) && text.Contains($"outcome=\"{outcome}\"", StringComparison.Ordinal));
        return line is null ? 0 : (long)double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
