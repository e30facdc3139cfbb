using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.Sales;

[Collection(ApiUnderTest.Collection)]
public sealed class When_terms_are_sent(ApiUnderTest api)
{
    /// <summary>./flashsale test runs these tests far from UTC; a machine without the zone's file would stay there.</summary>
    [Fact]
    public void Should_be_read_in_the_zone_that_the_run_asks_for() =>
        TimeZoneInfo.Local.BaseUtcOffset.ShouldBe(Environment.GetEnvironmentVariable("TZ") == "Asia/Tokyo" ? TimeSpan.FromHours(9) : TimeZoneInfo.Local.BaseUtcOffset);

    [Theory]
    [InlineData("name")]
    [InlineData("price")]
    [InlineData("currency")]
    [InlineData("totalStock")]
    [InlineData("startsAt")]
    [InlineData("endsAt")]
    [InlineData("perCustomerLimit")]
    public async Task Should_refuse_a_PUT_without(string field)
    {
        var product = await api.OpenSaleAsync();
        var terms = ApiUnderTest.Terms();
        terms.Remove(field);
        var problem = await (await api.PutSaleAsync(product, terms)).ShouldRefuseAsync(400, "invalid-request");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldContain(field);
        (await VersionAsync(product)).ShouldBe(1);
    }

    [Theory]
    [InlineData("JPY", "500", true)]
    [InlineData("JPY", "500.0", true)]
    [InlineData("JPY", "500.5", false)]
    [InlineData("KWD", "1.255", true)]
    [InlineData("KWD", "1.2555", false)]
    [InlineData("CLF", "1.2555", true)]
    [InlineData("EUR", "1.25", true)]
    [InlineData("EUR", "125e-2", true)]
    [InlineData("EUR", "1.255", false)]
    [InlineData("EUR", "1e-30", false)]
    [InlineData("EUR", "0.0000000000000000000000000000000000001", false)]
    [InlineData("EUR", "0", true)]
    [InlineData("EUR", "0e5", true)]
    [InlineData("EUR", "-0.01", false)]
    [InlineData("EUR", "1e2147483648", false)]
    [InlineData("EUR", "1e-2147483648", false)]
    [InlineData("EUR", "1000000000001", false)]
    [InlineData("EUR", "-1e27", false)]
    [InlineData("EUR", "\"1\"", false)]
    [InlineData("ERU", "1", false)]
    [InlineData("XAU", "1", false)]
    [InlineData("eur", "1", false)]
    public async Task Should_take_a_price_in_whole_smallest_units(string currency, string price, bool isTaken)
    {
        var product = ApiUnderTest.NewProduct();
        using var answer = await PutAsync(product, Text(currency: currency, price: price));
        if (!isTaken)
        {
            await answer.ShouldRefuseAsync(400, "invalid-request");
            return;
        }

        await answer.ShouldAnswerAsync(201);
        var sale = await (await api.Http.GetAsync($"/api/flash-sales/{product}")).ShouldAnswerAsync(200);
        sale.GetProperty("price").GetDecimal().ShouldBe(decimal.Parse(price, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("1000000000000", 10, true)]
    [InlineData("1000000000000", 11, false)]
    public async Task Should_refuse_a_sale_whose_orders_no_payment_could_pay(string price, int limit, bool isTaken) =>
        ((int)(await PutAsync(ApiUnderTest.NewProduct(), Text(price: price, limit: limit))).StatusCode).ShouldBe(isTaken ? 201 : 400);

    [Theory]
    [InlineData("2026-11-27T08:00:00", false)]
    [InlineData("2026-11-27", false)]
    [InlineData("2026-11-27T08:00", false)]
    [InlineData("2026-11-27T08:00:00Z", true)]
    [InlineData("2026-11-27T08:00:00+09:00", true)]
    [InlineData("2026-11-27T08:00:00-09:00", true)]
    [InlineData("1999-12-31T23:59:59Z", false)]
    [InlineData("0001-01-01T00:00:00Z", false)]
    [InlineData("9999-12-31T23:59:59Z", false)]
    public async Task Should_want_times_with_their_zone_in_this_age(string startsAt, bool isTaken) =>
        ((int)(await PutAsync(ApiUnderTest.NewProduct(), Text(startsAt: startsAt))).StatusCode).ShouldBe(isTaken ? 201 : 400);

    [Theory]
    [InlineData("2026-11-27T08:00:00.0000000Z", "2026-11-27T08:00:00.0000001Z", false)]
    [InlineData("2026-11-27T08:00:00.0000000Z", "2026-11-27T08:00:00.0000010Z", false)]
    [InlineData("2026-11-27T08:00:00.0000000Z", "2026-11-27T08:00:00.0009999Z", false)]
    [InlineData("2026-11-27T08:00:00.0009999Z", "2026-11-27T08:00:00.0010000Z", true)]
    public async Task Should_refuse_a_window_that_is_empty_in_a_store(string startsAt, string endsAt, bool isTaken)
    {
        var product = ApiUnderTest.NewProduct();
        ((int)(await PutAsync(product, Text(startsAt: startsAt, endsAt: endsAt))).StatusCode).ShouldBe(isTaken ? 201 : 400);
        if (isTaken)
            ((string?)await api.Redis.GetDatabase().HashGetAsync($"{{{product}}}:sale", "starts_at")).ShouldBe("1795766400000");
    }

    [Fact]
    public async Task Should_change_only_what_a_PATCH_names()
    {
        var product = ApiUnderTest.NewProduct();
        await (await PutAsync(product, Text(currency: "KWD", price: "1.255", limit: 7, more: ",\"userRate\":3"))).ShouldAnswerAsync(201);

        var answer = await (await PatchAsync(product, """{"TotalStock": 12, "unknown": 1}""")).ShouldAnswerAsync(200);

        answer.GetProperty("version").GetInt64().ShouldBe(2);
        (await TermsAsync(product)).ShouldBe("KWD 1.2550 12 7 3");
        await (await PatchAsync(product, """{"price": 2.5, "userRate": null}""", "application/json")).ShouldAnswerAsync(200);
        (await TermsAsync(product)).ShouldBe("KWD 2.5000 12 7 -");
        await (await PatchAsync(product, "")).ShouldAnswerAsync(200);
        (await TermsAsync(product)).ShouldBe("KWD 2.5000 12 7 -");
    }

    [Theory]
    [InlineData("""{"currency": "JPY"}""")]
    [InlineData("""{"currency": null}""")]
    [InlineData("""{"price": 1.2345}""")]
    [InlineData("""{"endsAt": "2026-11-27T08:00:00"}""")]
    [InlineData("""{"price": 1, "price": 2}""")]
    [InlineData("""{"price": 1, "PRICE": 2}""")]
    [InlineData("""{"\ud800": 2}""")]
    [InlineData("""{"endsAt": "\ud800"}""")]
    [InlineData("""{"name": "\ud800"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task Should_refuse_a_PATCH_that_would_leave_wrong_terms(string patch)
    {
        var product = ApiUnderTest.NewProduct();
        await (await PutAsync(product, Text(currency: "KWD", price: "1.255"))).ShouldAnswerAsync(201);
        await (await PatchAsync(product, patch)).ShouldRefuseAsync(400, "invalid-request");
        (await VersionAsync(product)).ShouldBe(1);
    }

    [Fact]
    public async Task Should_lose_no_PATCH_beside_another()
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await Task.WhenAll(PatchAsync(product, """{"totalStock": 20}"""), PatchAsync(product, """{"perCustomerLimit": 9}"""), PatchAsync(product, """{"price": 3}"""));
        (await TermsAsync(product)).ShouldBe("EUR 3.0000 20 9 -");
    }

    [Fact]
    public async Task Should_not_know_the_sale_of_a_PATCH() => await (await PatchAsync(ApiUnderTest.NewProduct(), "{}")).ShouldRefuseAsync(404, "unknown-product");

    [Fact]
    public async Task Should_refuse_a_PATCH_of_another_type()
    {
        var product = await api.OpenSaleAsync();
        await (await PatchAsync(product, "[]", "text/plain")).ShouldRefuseAsync(415, "unsupported-media-type");
    }

    static string Text(string currency = "EUR", string price = "1", int limit = 1000, string? startsAt = null, string? endsAt = null, string more = "") =>
        $$"""{"name":"x","price":{{price}},"currency":"{{currency}}","totalStock":10,"startsAt":"{{startsAt ?? "2026-11-27T08:00:00Z"}}","endsAt":"{{endsAt ?? "2100-01-01T00:00:00Z"}}","perCustomerLimit":{{limit}}{{more}}}""";

    Task<HttpResponseMessage> PutAsync(string product, string body) => SendAsync(HttpMethod.Put, product, body, "application/json");

    Task<HttpResponseMessage> PatchAsync(string product, string body, string type = "application/merge-patch+json") => SendAsync(HttpMethod.Patch, product, body, type);

    Task<HttpResponseMessage> SendAsync(HttpMethod method, string product, string body, string type)
    {
        var request = new HttpRequestMessage(method, $"/api/ops/flash-sales/{product}") { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)) };
        request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        return api.Http.SendAsync(request);
    }

    Task<long> VersionAsync(string product) => api.Database.ScalarAsync<long>("SELECT max(version) FROM ordering.sale_changes WHERE product_id = $1", product);

    Task<string> TermsAsync(string product) => api.Database.ScalarAsync<string>(
        "SELECT format('%s %s %s %s %s', currency, price, total_stock, per_customer_limit, coalesce(user_rate::text, '-')) FROM ordering.sales WHERE product_id = $1", product);
}
