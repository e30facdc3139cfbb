using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Orders;

[Collection(ApiUnderTest.Collection)]
public sealed class When_a_buyer_gives_an_address(ApiUnderTest api)
{
    /// <summary>Expected values by UTS 46 and RFC 3492, from https://util.unicode.org/UnicodeJsps/idna.jsp, not from our code.</summary>
    [Theory]
    [InlineData("user@b\u00fccher.example", "user@xn--bcher-kva.example")]
    [InlineData("user@B\u00dcCHER.example", "user@xn--bcher-kva.example")]
    [InlineData("user@bu\u0308cher.example", "user@xn--bcher-kva.example")]
    [InlineData("user@BU\u0308CHER.EXAMPLE", "user@xn--bcher-kva.example")]
    [InlineData("user@b\u00fccher\u3002example", "user@xn--bcher-kva.example")]
    [InlineData("user@xn--bcher-kva.example", "user@xn--bcher-kva.example")]
    [InlineData("user@\uff45xample.com", "user@example.com")]
    [InlineData("first.last+tag@example.com", "first.last+tag@example.com")]
    [InlineData("o'brien@example.com", "o'brien@example.com")]
    [InlineData("\"a b\"@example.com", "\"a b\"@example.com")]
    public async Task Should_keep_the_one_that_DNS_and_mail_servers_have(string email, string kept)
    {
        var product = await api.OpenSaleAsync();
        var order = (await (await api.OrderAsync(product, body: new { email })).ShouldAnswerAsync(202)).GetProperty("orderId").GetGuid();
        var record = (string?)await api.Redis.GetDatabase().HashGetAsync($"{{{product}}}:reservations", $"{order:D}");
        record.ShouldNotBeNull().Split('\n')[^1].ShouldBe(kept);
    }

    [Theory]
    [InlineData("us\u00e9r@example.com")]
    [InlineData("user@-example.com")]
    [InlineData("user@exa_mple.com")]
    [InlineData("user@example..com")]
    [InlineData(".user@example.com")]
    [InlineData("user.@example.com")]
    [InlineData("us er@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("@example.com")]
    [InlineData("user@")]
    [InlineData("\"a\"b\"@example.com")]
    [InlineData("Alice <alice@example.com>")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com")]
    [InlineData("user@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example")]
    public async Task Should_refuse_what_no_mail_can_be_sent_to(string email)
    {
        var product = await api.OpenSaleAsync();
        using var answer = await api.WithoutTraceAsync(product, () => api.OrderAsync(product, body: new { email }));
        var problem = await answer.ShouldRefuseAsync(400, "invalid-request");
        problem.GetProperty("errors").GetProperty("email").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Should_take_an_address_that_is_not_ASCII_where_the_mail_server_does()
    {
        await using var host = await ApiHost.StartAsync(api.Database, api.Broker, new Dictionary<string, string?> { ["FLASHSALE_MAIL_UTF8"] = "true" });
        using var http = new HttpClient { BaseAddress = host.Address };
        var product = await api.OpenSaleAsync();
        await TestKit.Poll.UntilAsync(async () => (int)(await http.SendAsync(ApiUnderTest.Request(HttpMethod.Post, $"/api/flash-sales/{product}/order", "alice", new { email = "us\u00e9r@example.com" }))).StatusCode,
            status => status == 202, "the order is taken");
    }
}
