using System.Net;
using System.Net.Http.Json;
using FlashSale.ServiceDefaults.OlderData;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

/// <summary>Same epoch, data from before. Nobody rebuilds sales here: what is behind stays closed.</summary>
public sealed class When_Redis_comes_back_older : IAsyncLifetime
{
    const int Units = 10;

    readonly TestDatabase _database = new();
    readonly TestBroker _broker = new();
    readonly TestRedis _redis = new();
    readonly List<(ApiHost Host, HttpClient Http)> _instances = [];
    readonly string _product = ApiUnderTest.NewProduct();

    public async Task InitializeAsync()
    {
        await Task.WhenAll(_database.InitializeAsync(), _broker.InitializeAsync(), _redis.InitializeAsync());
        await StartInstanceAsync();
        using var put = new HttpRequestMessage(HttpMethod.Put, $"/api/ops/flash-sales/{_product}") { Content = JsonContent.Create(ApiUnderTest.Terms(Units)) };
        put.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        await (await _instances[0].Http.SendAsync(put)).ShouldAnswerAsync(201);
    }

    public async Task DisposeAsync()
    {
        await StopInstancesAsync();
        await _redis.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Should_not_sell_from_it_though_the_instance_that_knows_less_is_asked_first()
    {
        await StartInstanceAsync();
        _redis.KeepCopy();
        await AcceptedAsync(0, "alice", "k");

        await _redis.StartOlderAsync();

        var codes = await AskUntilLeftAsync(instance: 1);
        codes.ShouldBe([HttpStatusCode.ServiceUnavailable]);
        (await OrderAsync(1, "alice", "k")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await OrderAsync(0, "alice", "k")).ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Should_wait_for_an_instance_that_is_alive_and_has_not_told_what_it_has_seen()
    {
        // Another process, as PostgreSQL and Redis see it: it has admitted an order, and comes back to Redis a second later than this one.
        var slow = new SequenceBook(_database.DataSource);
        await slow.ReportAsync("before", [], default);
        _redis.KeepCopy();
        await _redis.StartOlderAsync();
        var told = Task.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            await slow.ReportAsync(await ServerAsync(), [new(_product, 1, 1)], default);
        });

        var codes = await AskUntilLeftAsync(instance: 0);

        await told;
        codes.ShouldBe([HttpStatusCode.ServiceUnavailable]);
    }

    [Fact]
    public async Task Should_go_on_without_an_instance_that_never_tells()
    {
        await new SequenceBook(_database.DataSource).ReportAsync("before", [], default);
        await _redis.KillAsync();
        await _redis.StartAsync();

        await Poll.UntilAsync(() => OrderAsync(0, "alice", "k"), status => status == HttpStatusCode.Accepted, "orders are taken", TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Should_be_known_to_instances_that_were_all_restarted()
    {
        await StartInstanceAsync();
        _redis.KeepCopy();
        await AcceptedAsync(0, "alice", "k");
        await StopInstancesAsync();
        (await _database.ScalarAsync<long>("SELECT sequence FROM ordering.sale_sequences WHERE product_id = $1", _product)).ShouldBe(1, "what was seen in the last second, too");

        await _redis.StartOlderAsync();
        await StartInstanceAsync();

        var codes = await AskUntilLeftAsync(instance: 0);
        codes.ShouldBeSubsetOf([HttpStatusCode.ServiceUnavailable]);
        (await OrderAsync(0, "alice", "k")).ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Should_go_on_in_its_epoch_when_nothing_is_missing()
    {
        await StartInstanceAsync();
        await AcceptedAsync(0, "alice", "k");
        await _redis.KillAsync();
        await _redis.StartAsync();

        foreach (var instance in new[] { 1, 0 })
            await Poll.UntilAsync(() => OrderAsync(instance, $"buyer-{instance}", "k"), status => status == HttpStatusCode.Accepted, "orders are taken", TimeSpan.FromSeconds(3));
        (await EpochAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Should_have_on_record_within_seconds_how_far_the_sale_has_come()
    {
        await AcceptedAsync(0, "alice", "k");
        await AcceptedAsync(0, "bob", "k");

        await Poll.UntilAsync(() => _database.ScalarAsync<long>("SELECT sequence FROM ordering.sale_sequences WHERE product_id = $1 AND epoch = 1", _product),
            sequence => sequence == 2, "two admissions are on record", TimeSpan.FromSeconds(5));
    }

    /// <summary>A buyer who does not give up, until the epoch is left.</summary>
    /// <returns>What the buyer was answered.</returns>
    async Task<IReadOnlyCollection<HttpStatusCode>> AskUntilLeftAsync(int instance)
    {
        var codes = new HashSet<HttpStatusCode>();
        await Poll.UntilAsync(async () =>
        {
            codes.Add(await OrderAsync(instance, "alice", "k"));
            return await EpochAsync();
        }, epoch => epoch == 2, "the epoch is left");
        return codes;
    }

    Task<long> EpochAsync() => _database.ScalarAsync<long>("SELECT epoch FROM ordering.sales WHERE product_id = $1", _product);

    Task<string> ServerAsync() => Poll.UntilAsync(async () => (await _redis.SayAsync("INFO replication")).Split("\r\n").First(line => line.StartsWith("master_replid:", StringComparison.Ordinal))["master_replid:".Length..],
        server => server.Length > 0, "Redis says which server it is");

    async Task AcceptedAsync(int instance, string user, string key) =>
        await Poll.UntilAsync(() => OrderAsync(instance, user, key), status => status == HttpStatusCode.Accepted, "the order is taken");

    async Task<HttpStatusCode> OrderAsync(int instance, string user, string key)
    {
        using var request = ApiUnderTest.Request(HttpMethod.Post, $"/api/flash-sales/{_product}/order", user, key: key);
        using var answer = await _instances[instance].Http.SendAsync(request);
        return answer.StatusCode;
    }

    async Task StartInstanceAsync()
    {
        var host = await ApiHost.StartAsync(_database, _broker, new Dictionary<string, string?> { ["FLASHSALE_REDIS"] = _redis.Address });
        var http = new HttpClient { BaseAddress = host.Address };
        _instances.Add((host, http));
        await Poll.UntilAsync(async () => (await http.GetAsync("/health/ready")).StatusCode, status => status == HttpStatusCode.OK, "the instance is ready");
    }

    async Task StopInstancesAsync()
    {
        foreach (var (host, http) in _instances)
        {
            http.Dispose();
            await host.DisposeAsync();
        }

        _instances.Clear();
    }
}
