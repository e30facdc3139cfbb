using FlashSale.Ordering.Api.Shop.Admission;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

[Collection(ApiUnderTest.Collection)]
public sealed class When_the_pipeline_falls_behind(ApiUnderTest api) : IAsyncLifetime
{
    static readonly BacklogOptions Impatient = new()
    {
        LookEvery = TimeSpan.FromMilliseconds(500),
        WaitLimit = TimeSpan.FromSeconds(2),
        ClosesAfter = TimeSpan.FromSeconds(1),
        StalledAfter = TimeSpan.Zero,
    };

    TestDatabase _database = null!;
    ApiHost _host = null!;
    HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _database = new TestDatabase();
        await _database.InitializeAsync();
        _host = await ApiHost.StartAsync(_database, api.Broker, replace: services => services.AddSingleton(Impatient));
        _http = new HttpClient { BaseAddress = _host.Address };
        await Poll.UntilAsync(async () => (int)(await _http.GetAsync("/api/flash-sales")).StatusCode, status => status == 200, "the sales are known");
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Should_say_how_long_it_takes_and_refuse_new_orders_until_the_queue_moves()
    {
        var product = ApiUnderTest.NewProduct();
        var put = ApiUnderTest.Request(HttpMethod.Put, $"/api/ops/flash-sales/{product}", "ops", ApiUnderTest.Terms(totalStock: 1_000, perCustomerLimit: 1_000));
        put.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        await (await _http.SendAsync(put)).ShouldAnswerAsync(201);
        var order = (await (await OrderAsync(product, "alice", 200, "k")).ShouldAnswerAsync(202)).GetProperty("orderId").GetGuid();

        // Nobody decides: the line stands.
        var late = await Poll.UntilAsync(async () => await (await OrderAsync(product, "bob", 1)).ShouldAnswerAsync(202), answer => answer.GetProperty("estimatedWaitSeconds").GetInt32() > 0, "the wait is told");
        late.GetProperty("status").GetString().ShouldBe("Accepted");
        await Poll.UntilAsync(async () => (int)(await OrderAsync(product, "bob", 1)).StatusCode, status => status == 503, "new orders are refused");
        // One order goes in between two looks, and its key is answered for from then on: so each try has its own.
        var tries = 0;
        using var refused = await Poll.UntilAsync(() => OrderAsync(product, "bob", 1, $"new-{++tries}"), answer => (int)answer.StatusCode == 503, "a new key is refused, too");
        await refused.ShouldRefuseAsync(503, "backlog");
        refused.Headers.RetryAfter?.Delta.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        // An order that was taken is answered for.
        (await (await OrderAsync(product, "alice", 200, "k")).ShouldAnswerAsync(202)).GetProperty("orderId").GetGuid().ShouldBe(order);

        await _database.ExecuteAsync("SELECT inventory.decide(ARRAY[$1], ARRAY[$2], ARRAY['allocate'], ARRAY[200], ARRAY[60])", order, product);
        await Poll.UntilAsync(async () => (int)(await OrderAsync(product, "bob", 1)).StatusCode, status => status == 202, "new orders are taken again");
        using var look = await _http.SendAsync(ApiUnderTest.Request(HttpMethod.Get, $"/api/orders/{order}", "alice"));
        (await look.ShouldAnswerAsync(200)).GetProperty("estimatedWaitSeconds").GetInt32().ShouldBe(0);
    }

    Task<HttpResponseMessage> OrderAsync(string product, string user, int quantity, string? key = null) =>
        _http.SendAsync(ApiUnderTest.Request(HttpMethod.Post, $"/api/flash-sales/{product}/order", user, new { quantity }, key));
}
