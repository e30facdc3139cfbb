using System.Net;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Http;

/// <summary>The tests' own address, 127.0.0.1, is the proxy. One order an address is let through.</summary>
[Collection(ApiUnderTest.Collection)]
public sealed class When_the_client_is_behind_a_proxy(ApiUnderTest api) : IAsyncLifetime
{
    string _product = "";

    public async Task InitializeAsync()
    {
        await (await api.OpsAsync(HttpMethod.Put, "/api/ops/settings", new { addressBurst = 1, addressRate = 1 })).ShouldAnswerAsync(200);
        _product = await api.OpenSaleAsync(totalStock: 1000);
        // A token in a day: the test itself takes no part of one.
        await api.Redis.GetDatabase().HashSetAsync($"{{{_product}}}:sale", "address_rate", "0.00001");
    }

    public async Task DisposeAsync() => await (await api.OpsAsync(HttpMethod.Put, "/api/ops/settings", new { })).ShouldAnswerAsync(200);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.0/8, 127.0.0.0/8")]
    public async Task Should_count_the_client_that_a_trusted_proxy_names(string trusted)
    {
        await using var host = await TrustingAsync(trusted);
        (await OrderAsync(host, "198.51.100.1")).ShouldBe(HttpStatusCode.Accepted);
        (await OrderAsync(host, "198.51.100.1")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await OrderAsync(host, "198.51.100.2")).ShouldBe(HttpStatusCode.Accepted);
        // The proxy's own requests are those of 127.0.0.1.
        (await OrderAsync(host, null)).ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("10.0.0.0/8")]
    public async Task Should_count_the_connection_when_the_proxy_is_not_trusted(string? trusted)
    {
        await using var host = await TrustingAsync(trusted);
        (await OrderAsync(host, "198.51.100.1")).ShouldBe(HttpStatusCode.Accepted);
        (await OrderAsync(host, "198.51.100.2")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Should_believe_no_more_than_what_trusted_proxies_wrote()
    {
        await using var host = await TrustingAsync("127.0.0.1, 10.0.0.7");
        // The client claims to be somebody else each time; the outer proxy, 10.0.0.7, saw who it is.
        (await OrderAsync(host, "192.0.2.1, 198.51.100.1, 10.0.0.7")).ShouldBe(HttpStatusCode.Accepted);
        (await OrderAsync(host, "192.0.2.2, 198.51.100.1, 10.0.0.7")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await OrderAsync(host, "192.0.2.3, 198.51.100.1")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Should_count_an_IPv6_client_by_its_network_of_64_bits()
    {
        await using var host = await TrustingAsync("127.0.0.1");
        (await OrderAsync(host, "2001:db8:1:2::1")).ShouldBe(HttpStatusCode.Accepted);
        (await OrderAsync(host, "2001:db8:1:2:ffff::9")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await OrderAsync(host, "2001:db8:1:3::1")).ShouldBe(HttpStatusCode.Accepted);
        // An IPv4 client by another name.
        (await OrderAsync(host, "198.51.100.1")).ShouldBe(HttpStatusCode.Accepted);
        (await OrderAsync(host, "::ffff:198.51.100.1")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    async Task<ApiHost> TrustingAsync(string? proxies)
    {
        var host = await ApiHost.StartAsync(api.Database, api.Broker, new Dictionary<string, string?> { ["FLASHSALE_TRUSTED_PROXIES"] = proxies });
        // The instance has read the settings when it knows the sale and the limit.
        var settings = host.Services.GetRequiredService<RateLimitSettings>();
        await Poll.UntilAsync(() => Task.FromResult(settings.Current.AddressRate), rate => rate == 1, "the instance knows the limit");
        return host;
    }

    async Task<HttpStatusCode> OrderAsync(ApiHost host, string? forwarded)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/flash-sales/{_product}/order");
        request.Headers.Add("X-User-ID", $"{Guid.NewGuid():N}");
        if (forwarded is not null)
            request.Headers.Add("X-Forwarded-For", forwarded);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
