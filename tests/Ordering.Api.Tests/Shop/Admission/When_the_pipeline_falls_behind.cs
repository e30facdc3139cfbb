using FlashSale.Ordering.Api.Shop.Admission;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

[Collection(ApiUnderTest.Collection)]
public sealed class When_the_pipeline_falls_behind(ApiUnderTest api) : IAsyncLifetime
{
    /// <summary>A single order may close its sale.</summary>
    static readonly BacklogOptions Impatient = new()
    {
        LookEvery = TimeSpan.FromMilliseconds(500),
        WaitLimit = TimeSpan.FromSeconds(2),
        ClosesAfter = TimeSpan.FromSeconds(1),
        StalledAfter = TimeSpan.Zero,
        ShortestQueue = 1,
    };

    TestDatabase _database = null!;
    ApiHost _host = null!;
    HttpClient _http = null!;
    StandInPipeline _pipeline = null!;

    public async Task InitializeAsync()
    {
        _database = new TestDatabase();
        await _database.InitializeAsync();
        _host = await ApiHost.StartAsync(_database, api.Broker, replace: services => services.AddSingleton(Impatient));
        _http = new HttpClient { BaseAddress = _host.Address };
        _pipeline = new(_host, _database);
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
        var product = await OpenSaleAsync();
        var order = (await (await OrderAsync(product, "alice", 200, "k")).ShouldAnswerAsync(202)).GetProperty("orderId").GetGuid();

        // Nobody decides: the queue is stalled.
        var late = await Poll.UntilAsync(async () => await (await OrderAsync(product, "bob", 1)).ShouldAnswerAsync(202), answer => answer.GetProperty("estimatedWaitSeconds").GetInt32() > 0, "the wait is told");
        late.GetProperty("status").GetString().ShouldBe("Accepted");
        await Poll.UntilAsync(async () => (int)(await OrderAsync(product, "bob", 1)).StatusCode, status => status == 503, "new orders are refused");
        // One order goes in after each look, and its key is answered for from then on: so each try has its own.
        var tries = 0;
        using var refused = await Poll.UntilAsync(() => OrderAsync(product, "bob", 1, $"new-{++tries}"), answer => (int)answer.StatusCode == 503, "a new key is refused, too");
        await refused.ShouldRefuseAsync(503, "backlog");
        refused.Headers.RetryAfter?.Delta.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        // An order that was taken is answered for.
        (await (await OrderAsync(product, "alice", 200, "k")).ShouldAnswerAsync(202)).GetProperty("orderId").GetGuid().ShouldBe(order);

        await _pipeline.DecideAsync(product);
        await Poll.UntilAsync(async () => (await BuyersAsync(product, 20)).Count(status => status == 202), admitted => admitted == 20, "new orders are taken again");
        await Poll.UntilAsync(async () =>
        {
            using var look = await _http.SendAsync(ApiUnderTest.Request(HttpMethod.Get, $"/api/orders/{order}", "alice"));
            return (await look.ShouldAnswerAsync(200)).GetProperty("estimatedWaitSeconds").GetInt32();
        }, wait => wait == 0, "the next look at the queue finds that it has moved");
    }

    [Fact]
    public async Task Should_take_the_orders_of_another_sale()
    {
        var (stuck, other) = (await OpenSaleAsync(), await OpenSaleAsync());
        // A look that finds the order gone from the stream for the first time takes it for decided.
        await Task.Delay(Impatient.LookEvery * 2);
        await (await OrderAsync(stuck, "alice", 2_000)).ShouldAnswerAsync(202);
        (await _pipeline.LoseCommandsAsync(stuck)).ShouldBe(1);

        // The other sale goes on, one order after the other, for longer than it takes to close a sale.
        for (var second = 0; second < 12; second++)
        {
            await (await OrderAsync(other, "bob", 1)).ShouldAnswerAsync(202);
            await _pipeline.DecideAsync(other);
            await Task.Delay(Impatient.LookEvery);
        }

        _host.Services.GetRequiredService<BacklogLimiter>().Waiting[stuck].IsClosed.ShouldBeTrue("the situation is the one that was seen");
        (await BuyersAsync(other, 20)).ShouldAllBe(status => status == 202);
        _host.Services.GetRequiredService<BacklogLimiter>().WaitOf(other).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Should_open_by_itself_with_no_orders_but_those_that_a_closed_sale_admits()
    {
        var product = await OpenSaleAsync();
        await (await OrderAsync(product, "alice", 2_000)).ShouldAnswerAsync(202);
        await _pipeline.LoseCommandsAsync(product);
        await Poll.UntilAsync(async () => (int)(await OrderAsync(product, "bob", 1)).StatusCode, status => status == 503, "new orders are refused");
        await _pipeline.LoseCommandsAsync(product);

        // From here on the pipeline decides what comes. What it has lost stays undecided.
        using var stop = new CancellationTokenSource();
        var pipeline = _pipeline.RunAsync(product, stop.Token);
        await Poll.UntilAsync(async () => (int)(await OrderAsync(product, "bob", 1)).StatusCode, status => status == 202, "one is admitted");
        await Task.Delay(Impatient.LookEvery * 4);
        (await BuyersAsync(product, 20)).ShouldAllBe(status => status == 202);
        await stop.CancelAsync();
        await pipeline;
    }

    async Task<string> OpenSaleAsync()
    {
        var product = ApiUnderTest.NewProduct();
        var put = ApiUnderTest.Request(HttpMethod.Put, $"/api/ops/flash-sales/{product}", "ops", ApiUnderTest.Terms(totalStock: 5_000, perCustomerLimit: 2_000));
        put.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        await (await _http.SendAsync(put)).ShouldAnswerAsync(201);
        return product;
    }

    /// <returns>What buyers who come at once are answered.</returns>
    async Task<int[]> BuyersAsync(string product, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(async buyer => (int)(await OrderAsync(product, $"buyer-{buyer}", 1)).StatusCode));

    Task<HttpResponseMessage> OrderAsync(string product, string user, int quantity, string? key = null) =>
        _http.SendAsync(ApiUnderTest.Request(HttpMethod.Post, $"/api/flash-sales/{product}/order", user, new { quantity }, key));
}
