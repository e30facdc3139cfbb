using System.Net;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

[Collection(ApiUnderTest.Collection)]
public sealed class When_a_buyer_asks_too_often(ApiUnderTest api)
{
    [Fact]
    public async Task Should_refuse_and_say_which_limit_it_was_and_for_how_long()
    {
        var product = await OpenAsync("userRate", 1);
        // The bucket holds a hundred.
        for (var i = 0; i < 100; i++)
            (await api.OrderAsync(product, "hasty", new { quantity = 6 })).Dispose();
        using var answer = await RefusedAsync(product, "hasty");

        var problem = await answer.ShouldRefuseAsync(429, "rate-limited");
        problem.GetProperty("violated-policies").EnumerateArray().Select(policy => policy.GetString()).ShouldBe(["user"]);
        answer.Headers.GetValues("Retry-After").ShouldBe(["1"]);
        answer.Headers.GetValues("RateLimit-Policy").ShouldBe(["\"user\";q=100;w=100"]);
        answer.Headers.GetValues("RateLimit").ShouldBe(["\"user\";r=0;t=1"]);
        await api.OrderedAsync(product, "patient");
    }

    [Fact]
    public async Task Should_tell_the_sales_own_limit()
    {
        var product = await OpenAsync("globalRate", 1);
        using var answer = await RefusedAsync(product, "anyone");

        await answer.ShouldRefuseAsync(429, "rate-limited");
        answer.Headers.GetValues("RateLimit-Policy").ShouldBe(["\"sale\";q=1;w=2"]);
        var seconds = answer.Headers.GetValues("Retry-After").Single();
        seconds.ShouldBeOneOf("1", "2");
        answer.Headers.GetValues("RateLimit").ShouldBe([$"\"sale\";r=0;t={seconds}"]);
    }

    [Fact]
    public async Task Should_answer_a_key_that_it_knows_all_the_same()
    {
        var product = await OpenAsync("globalRate", 1);
        using var first = await Poll.UntilAsync(() => api.OrderAsync(product, "hasty", key: "k"), answer => answer.StatusCode == HttpStatusCode.Accepted, "the order is taken");
        (await RefusedAsync(product, "hasty")).Dispose();

        using var again = await api.OrderAsync(product, "hasty", key: "k");

        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
    }

    async Task<string> OpenAsync(string limit, int rate)
    {
        var product = ApiUnderTest.NewProduct();
        var terms = ApiUnderTest.Terms(totalStock: 1000);
        terms[limit] = rate;
        await (await api.PutSaleAsync(product, terms)).ShouldAnswerAsync(201);
        return product;
    }

    Task<HttpResponseMessage> RefusedAsync(string product, string user) =>
        Poll.UntilAsync(() => api.OrderAsync(product, user, new { quantity = 6 }), answer => answer.StatusCode == HttpStatusCode.TooManyRequests, "a request is refused");
}
