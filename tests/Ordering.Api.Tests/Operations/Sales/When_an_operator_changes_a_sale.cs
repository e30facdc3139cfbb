using System.Net;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.Sales;

[Collection(ApiUnderTest.Collection)]
public sealed class When_an_operator_changes_a_sale(ApiUnderTest api)
{
    [Fact]
    public async Task Should_open_it_in_ledger_and_Redis()
    {
        var product = ApiUnderTest.NewProduct();
        var answer = await (await api.PutSaleAsync(product, ApiUnderTest.Terms(totalStock: 7))).ShouldAnswerAsync(201);
        answer.GetProperty("version").GetInt64().ShouldBe(1);
        answer.GetProperty("state").GetString().ShouldBe("Applied");
        await BooksShouldSayAsync(product, total: 7, available: 7);
    }

    [Fact]
    public async Task Should_raise_and_lower_by_the_difference_while_units_are_taken()
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await api.OrderedAsync(product, quantity: 4);
        await (await api.PutSaleAsync(product, ApiUnderTest.Terms(totalStock: 15))).ShouldAnswerAsync(200);
        await BooksShouldSayAsync(product, total: 15, available: 11);
        await (await api.PutSaleAsync(product, ApiUnderTest.Terms(totalStock: 4))).ShouldAnswerAsync(200);
        await BooksShouldSayAsync(product, total: 4, available: 0);
    }

    [Fact]
    public async Task Should_refuse_to_take_away_units_that_are_not_for_sale()
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await api.OrderedAsync(product, quantity: 4);
        await (await api.PutSaleAsync(product, ApiUnderTest.Terms(totalStock: 3))).ShouldRefuseAsync(409, "total-too-low");
        await BooksShouldSayAsync(product, total: 10, available: 6);
        (await StateAsync(product, 2)).ShouldBe("Refused");

        // A refused change does not stand in the way of the next.
        await (await api.PutSaleAsync(product, ApiUnderTest.Terms(totalStock: 4))).ShouldAnswerAsync(200);
        await BooksShouldSayAsync(product, total: 4, available: 0);
    }

    [Fact]
    public async Task Should_take_new_limits_and_prices_for_the_next_order()
    {
        var product = await api.OpenSaleAsync(perCustomerLimit: 1);
        await (await api.OrderAsync(product, "alice", new { quantity = 2 })).ShouldRefuseAsync(409, "purchase-limit");
        var terms = ApiUnderTest.Terms(perCustomerLimit: 3);
        terms["price"] = 12.34m;
        await (await api.PutSaleAsync(product, terms)).ShouldAnswerAsync(200);
        var id = await api.OrderedAsync(product, "alice", 2);
        (await (await api.SendAsync(HttpMethod.Get, $"/api/orders/{id}", "alice")).ShouldAnswerAsync(200)).GetProperty("amount").GetDecimal().ShouldBe(24.68m);
    }

    [Fact]
    public async Task Should_not_know_a_sale_that_is_to_be_paused()
    {
        await (await api.OpsAsync(HttpMethod.Post, "/api/ops/flash-sales/nothing/pause")).ShouldRefuseAsync(404, "unknown-product");
        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.sale_changes WHERE product_id = 'nothing'")).ShouldBe(0);
    }

    public static TheoryData<string, object?> BadTerms => new()
    {
        { "name", null }, { "name", "" }, { "name", new string('n', 201) }, { "name", "a\u0000b" },
        { "price", null }, { "price", -1 }, { "price", 1.001 }, { "price", "20" },
        { "currency", "euro" }, { "currency", null }, { "totalStock", null }, { "totalStock", -1 }, { "totalStock", 1.5 }, { "totalStock", 1e12 },
        { "startsAt", null }, { "startsAt", "soon" }, { "endsAt", null }, { "endsAt", DateTimeOffset.UnixEpoch },
        { "perCustomerLimit", 0 }, { "perCustomerLimit", 10_001 }, { "paymentWindowSeconds", 0 }, { "userRate", 0 }, { "globalRate", -1 },
    };

    [Theory]
    [MemberData(nameof(BadTerms))]
    public async Task Should_refuse_terms_out_of_bounds(string field, object? value)
    {
        var product = ApiUnderTest.NewProduct();
        var terms = ApiUnderTest.Terms();
        terms[field] = value;
        using var answer = await api.WithoutTraceAsync(product, () => api.PutSaleAsync(product, terms));
        await answer.ShouldRefuseAsync(400, "invalid-request");
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData("a%7Bb%7D")]
    [InlineData("with%20space")]
    [InlineData("%C3%A4")]
    public async Task Should_refuse_a_name_that_is_no_product_id(string product)
    {
        using var answer = await api.WithoutTraceAsync(Uri.UnescapeDataString(product), () => api.PutSaleAsync(product, ApiUnderTest.Terms()));
        await answer.ShouldRefuseAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Should_refuse_a_product_id_of_300_characters() =>
        await (await api.PutSaleAsync(new string('p', 300), ApiUnderTest.Terms())).ShouldRefuseAsync(400, "invalid-request");

    [Fact]
    public async Task Should_take_any_number_of_changes_at_once_one_after_the_other()
    {
        await using var other = await ApiHost.StartAsync(api.Database, api.Broker);
        using var http = new HttpClient { BaseAddress = other.Address };
        var product = await api.OpenSaleAsync(totalStock: 50);
        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(change =>
        {
            var request = new HttpRequestMessage(HttpMethod.Put, $"/api/ops/flash-sales/{product}") { Content = System.Net.Http.Json.JsonContent.Create(ApiUnderTest.Terms(totalStock: 50 + change)) };
            request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
            return change % 2 == 0 ? http.SendAsync(request) : api.Http.SendAsync(request);
        }));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);

        var total = await api.Database.ScalarAsync<int>("SELECT total_stock FROM ordering.sales WHERE product_id = $1", product);
        (await api.Database.ScalarAsync<long>("SELECT version FROM ordering.sales WHERE product_id = $1", product)).ShouldBe(13);
        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.sale_changes WHERE product_id = $1 AND state = 'Applied'", product)).ShouldBe(13);
        await BooksShouldSayAsync(product, total, total);
    }

    [Fact]
    public async Task Should_never_oversell_while_the_stock_is_lowered_under_load()
    {
        var product = await api.OpenSaleAsync(totalStock: 200, perCustomerLimit: 1);
        var orders = Task.WhenAll(Enumerable.Range(0, 150).Select(buyer => api.OrderAsync(product, $"buyer-{buyer}")));
        foreach (var total in new[] { 150, 120, 100, 80 })
            (await api.PutSaleAsync(product, ApiUnderTest.Terms(total, perCustomerLimit: 1))).StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);

        var accepted = (await orders).Count(answer => answer.StatusCode == HttpStatusCode.Accepted);
        var books = await api.BooksAsync(product);
        var ledger = books.GetProperty("ledger").GetProperty("total").GetInt32();
        accepted.ShouldBeLessThanOrEqualTo(ledger);
        books.GetProperty("redis").GetProperty("reserved").GetInt32().ShouldBe(accepted);
        books.GetProperty("redis").GetProperty("available").GetInt32().ShouldBe(ledger - accepted);
        books.GetProperty("balanced").GetBoolean().ShouldBeTrue();
    }

    async Task BooksShouldSayAsync(string product, int total, int available)
    {
        var books = await api.BooksAsync(product);
        books.GetProperty("ledger").GetProperty("total").GetInt32().ShouldBe(total);
        books.GetProperty("redis").GetProperty("available").GetInt32().ShouldBe(available);
        books.GetProperty("drift").GetInt32().ShouldBe(0);
        books.GetProperty("balanced").GetBoolean().ShouldBeTrue();
    }

    Task<string> StateAsync(string product, long version) =>
        api.Database.ScalarAsync<string>("SELECT state FROM ordering.sale_changes WHERE product_id = $1 AND version = $2", product, version);
}
