using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests;

[Collection(ApiUnderTest.Collection)]
public sealed class When_an_instance_starts(ApiUnderTest api)
{
    [Fact]
    public async Task Should_listen_when_the_first_order_can_be_decided()
    {
        var product = await api.OpenSaleAsync();
        await using var redis = NewWire();
        redis.Cut();

        var starting = StartAsync(redis, warmUpSeconds: 60);
        await Task.Delay(TimeSpan.FromSeconds(3));
        starting.IsCompleted.ShouldBeFalse("orders cannot be decided yet");
        redis.Join();

        await using var host = await starting;
        (await OrderAsync(host, product)).ShouldBe(202);
    }

    [Fact]
    public async Task Should_listen_all_the_same_when_a_server_stays_away()
    {
        var product = await api.OpenSaleAsync();
        await using var redis = NewWire();
        redis.Cut();

        await using var host = await StartAsync(redis, warmUpSeconds: 0.2);
        (await OrderAsync(host, product)).ShouldBe(503);
    }

    static CutWire NewWire()
    {
        var server = Servers.Addresses.Redis.Split(':');
        return new(server[0], int.Parse(server[1]));
    }

    Task<ApiHost> StartAsync(CutWire redis, double warmUpSeconds) => ApiHost.StartAsync(api.Database, api.Broker, new Dictionary<string, string?>
    {
        ["FLASHSALE_REDIS"] = $"redis://127.0.0.1:{redis.Port}",
        ["FLASHSALE_WARM_UP_SECONDS"] = $"{warmUpSeconds}",
    });

    static async Task<int> OrderAsync(ApiHost host, string product)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = ApiUnderTest.Request(HttpMethod.Post, $"/api/flash-sales/{product}/order", "early-bird", new { quantity = 1 });
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
