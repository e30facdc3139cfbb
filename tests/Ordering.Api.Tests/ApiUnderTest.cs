using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace FlashSale.Ordering.Api.Tests;

/// <summary>An API with a database and a broker of its own; Redis is shared, each test has its own products.</summary>
public sealed class ApiUnderTest : IAsyncLifetime
{
    public const string Collection = "the API";

    ApiHost? _host;

    public TestDatabase Database { get; } = new();
    public TestBroker Broker { get; } = new();
    public HttpClient Http { get; } = new();
    public ConnectionMultiplexer Redis { get; private set; } = null!;
    internal Probe Probe { get; private set; } = null!;
    internal ApiHost Host => _host!;

    public async Task InitializeAsync()
    {
        await Task.WhenAll(Database.InitializeAsync(), Broker.InitializeAsync());
        Redis = await ConnectionMultiplexer.ConnectAsync($"{Servers.Addresses.Redis},syncTimeout=20000,asyncTimeout=20000,allowAdmin=true");
        // So long does a redelivery wait for letters that come back.
        _host = await ApiHost.StartAsync(Database, Broker, new Dictionary<string, string?> { ["FLASHSALE_RETRY_MILLISECONDS"] = "50" });
        Http.BaseAddress = _host.Address;
        Probe = await Probe.ListenAsync(Broker);
        // The list of sales is read in the background; until then every answer is 503.
        await Poll.UntilAsync(async () => (await Http.GetAsync("/api/flash-sales")).StatusCode, status => status == HttpStatusCode.OK, "the sales are known");
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Probe.DisposeAsync();
        if (_host is not null)
            await _host.DisposeAsync();
        Redis.Dispose();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }

    public static string NewProduct() => $"p{Guid.NewGuid():N}";

    /// <summary>The body of a PUT that opens a sale now.</summary>
    public static IDictionary<string, object?> Terms(int totalStock = 10, int perCustomerLimit = 5) => new Dictionary<string, object?>
    {
        ["name"] = "Phone",
        ["price"] = 20.00m,
        ["currency"] = "EUR",
        ["totalStock"] = totalStock,
        ["startsAt"] = DateTimeOffset.UtcNow.AddMinutes(-1),
        ["endsAt"] = DateTimeOffset.UtcNow.AddHours(1),
        ["perCustomerLimit"] = perCustomerLimit,
        ["paymentWindowSeconds"] = 60,
    };

    public async Task<string> OpenSaleAsync(int totalStock = 10, int perCustomerLimit = 5)
    {
        var product = NewProduct();
        using var answer = await PutSaleAsync(product, Terms(totalStock, perCustomerLimit));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return product;
    }

    public Task<HttpResponseMessage> PutSaleAsync(string product, IDictionary<string, object?> terms) =>
        OpsAsync(HttpMethod.Put, $"/api/ops/flash-sales/{product}", terms);

    public Task<HttpResponseMessage> OpsAsync(HttpMethod method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        return Http.SendAsync(request);
    }

    public Task<HttpResponseMessage> OrderAsync(string product, string user = "alice", object? body = null, string? key = null) =>
        SendAsync(HttpMethod.Post, $"/api/flash-sales/{product}/order", user, body, key);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string user, object? body = null, string? key = null) =>
        Http.SendAsync(Request(method, path, user, body, key));

    public static HttpRequestMessage Request(HttpMethod method, string path, string user, object? body = null, string? key = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-User-ID", user);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    public async Task<Guid> OrderedAsync(string product, string user = "alice", int quantity = 1)
    {
        using var answer = await OrderAsync(product, user, new { quantity });
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("orderId").GetGuid();
    }

    /// <summary>Writes the saga's row as the saga would.</summary>
    public Task SagaTakesAsync(Guid orderId, string product, string state = "AwaitingPayment", string user = "alice", int quantity = 1) =>
        Database.ExecuteAsync("""
            INSERT INTO ordering.orders (order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, accepted_at, payment_due_at, payment_id, requested_end)
            VALUES ($1, $2, $3, $4, $5, 20.00, 'EUR', 60, now(), now() + interval '1 minute',
              CASE WHEN $2 IN ('Confirmed', 'Completed') THEN 'paid' END, CASE WHEN $2 = 'Releasing' THEN 'Expired' END)
            """, orderId, state, product, user, quantity);

    /// <summary>The saga's row and its timeline, as the saga would write them.</summary>
    public async Task SagaBeginsAsync(Guid orderId, string product, string user = "alice")
    {
        await SagaTakesAsync(orderId, product, "Allocating", user);
        await Database.ExecuteAsync("INSERT INTO ordering.timeline (order_id, from_state, to_state, event) VALUES ($1, 'Initial', 'Allocating', 'OrderSubmitted')", orderId);
    }

    /// <summary>As the saga would, in one transaction; to the state where it is: it takes note.</summary>
    public Task SagaMovesAsync(Guid orderId, string state) =>
        Database.ExecuteAsync("""
            WITH before AS (SELECT order_id, state FROM ordering.orders WHERE order_id = $1 FOR UPDATE),
            moved AS (UPDATE ordering.orders o SET state = $2, payment_id = CASE WHEN $2 IN ('Confirmed', 'Completed') THEN 'paid' ELSE payment_id END
              FROM before WHERE o.order_id = before.order_id)
            INSERT INTO ordering.timeline (order_id, from_state, to_state, event) SELECT order_id, state, $2, 'Moved' FROM before
            """, orderId, state);

    public async Task<JsonElement> BooksAsync(string product)
    {
        using var answer = await OpsAsync(HttpMethod.Get, $"/api/ops/stock/{product}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}

[CollectionDefinition(ApiUnderTest.Collection)]
public sealed class ApiCollection : ICollectionFixture<ApiUnderTest>;
