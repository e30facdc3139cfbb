using System.Text.Json;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Orders;

[Collection(ApiUnderTest.Collection)]
public sealed class When_a_buyer_orders(ApiUnderTest api)
{
    [Fact]
    public async Task Should_accept_with_the_place_to_look_at()
    {
        var product = await api.OpenSaleAsync();
        using var answer = await api.OrderAsync(product, body: new { quantity = 2, email = "alice@example.com", unknownField = "is ignored" });
        var order = await answer.ShouldAnswerAsync(202);

        var id = order.GetProperty("orderId").GetGuid();
        order.GetProperty("productId").GetString().ShouldBe(product);
        order.GetProperty("quantity").GetInt32().ShouldBe(2);
        order.GetProperty("status").GetString().ShouldBe("Accepted");
        order.GetProperty("statusUrl").GetString().ShouldBe($"/api/orders/{id}");
        answer.Headers.Location.ShouldBe(new Uri($"/api/orders/{id}", UriKind.Relative));
        await SaleShouldHaveAsync(product, available: 8);
    }

    [Fact]
    public async Task Should_take_one_unit_when_nothing_is_said()
    {
        var product = await api.OpenSaleAsync();
        using var answer = await api.OrderAsync(product);
        (await answer.ShouldAnswerAsync(202)).GetProperty("quantity").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Should_answer_the_same_again_under_the_same_key()
    {
        var product = await api.OpenSaleAsync();
        using var first = await api.OrderAsync(product, body: new { }, key: "again");
        using var second = await api.OrderAsync(product, body: new { quantity = 1 }, key: "again");
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        second.StatusCode.ShouldBe(first.StatusCode);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        await SaleShouldHaveAsync(product, available: 9);
    }

    [Fact]
    public async Task Should_say_that_it_is_sold_out()
    {
        var product = await api.OpenSaleAsync(totalStock: 1);
        await api.OrderedAsync(product, "first");
        using var answer = await api.WithoutTraceAsync(product, () => api.OrderAsync(product, "second"));
        await answer.ShouldRefuseAsync(409, "sold-out");
        await SaleShouldBeAsync(product, "SoldOut");
    }

    [Fact]
    public async Task Should_say_that_the_sale_has_not_started()
    {
        var product = await OpenAsync(starts: TimeSpan.FromHours(1), ends: TimeSpan.FromHours(2));
        using var answer = await api.WithoutTraceAsync(product, () => api.OrderAsync(product));
        await answer.ShouldRefuseAsync(409, "sale-not-open");
        await SaleShouldBeAsync(product, "Scheduled");
    }

    [Fact]
    public async Task Should_say_that_the_sale_is_over()
    {
        var product = await OpenAsync(starts: TimeSpan.FromHours(-2), ends: TimeSpan.FromHours(-1));
        using var answer = await api.WithoutTraceAsync(product, () => api.OrderAsync(product));
        await answer.ShouldRefuseAsync(409, "sale-closed");
        await SaleShouldBeAsync(product, "Closed");
    }

    [Fact]
    public async Task Should_say_that_the_sale_is_paused_until_it_is_resumed()
    {
        var product = await api.OpenSaleAsync();
        await (await api.OpsAsync(HttpMethod.Post, $"/api/ops/flash-sales/{product}/pause")).ShouldAnswerAsync(200);
        using var answer = await api.WithoutTraceAsync(product, () => api.OrderAsync(product));
        await answer.ShouldRefuseAsync(409, "sale-paused");
        await SaleShouldBeAsync(product, "Paused");

        // New terms do not end a pause.
        await (await api.PutSaleAsync(product, ApiUnderTest.Terms(totalStock: 20))).ShouldAnswerAsync(200);
        await (await api.OrderAsync(product)).ShouldRefuseAsync(409, "sale-paused");

        await (await api.OpsAsync(HttpMethod.Post, $"/api/ops/flash-sales/{product}/resume")).ShouldAnswerAsync(200);
        await api.OrderedAsync(product);
    }

    [Fact]
    public async Task Should_show_the_sale_in_the_list_and_alone()
    {
        var product = await api.OpenSaleAsync();
        using var one = await api.Http.GetAsync($"/api/flash-sales/{product}");
        var sale = await one.ShouldAnswerAsync(200);
        sale.GetProperty("name").GetString().ShouldBe("Phone");
        sale.GetProperty("price").GetDecimal().ShouldBe(20.00m);
        sale.GetProperty("currency").GetString().ShouldBe("EUR");
        sale.GetProperty("totalStock").GetInt32().ShouldBe(10);
        sale.GetProperty("available").GetInt32().ShouldBe(10);
        sale.GetProperty("status").GetString().ShouldBe("Open");
        sale.GetProperty("perCustomerLimit").GetInt32().ShouldBe(5);
        sale.GetProperty("serverTime").GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromSeconds(30));

        using var all = await api.Http.GetAsync("/api/flash-sales");
        (await all.ShouldAnswerAsync(200)).EnumerateArray().Count(listed => listed.GetProperty("productId").GetString() == product).ShouldBe(1);
        await (await api.Http.GetAsync("/api/flash-sales/nothing")).ShouldRefuseAsync(404, "unknown-product");
    }

    [Fact]
    public async Task Should_sell_every_unit_once_to_a_crowd_of_two_instances()
    {
        await using var other = await ApiHost.StartAsync(api.Database, api.Broker);
        using var http = new HttpClient { BaseAddress = other.Address };
        var product = await api.OpenSaleAsync(totalStock: 20, perCustomerLimit: 1);
        // It may have seen the sale before Redis had it, in no epoch yet.
        await Poll.UntilAsync(() => Task.FromResult(other.Services.GetRequiredService<SaleCatalog>().Find(product)?.Epoch), epoch => epoch == 1, "the other instance knows the sale");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(buyer =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/api/flash-sales/{product}/order");
            request.Headers.Add("X-User-ID", $"buyer-{buyer}");
            return buyer % 2 == 0 ? http.SendAsync(request) : api.Http.SendAsync(request);
        }));
        answers.Count(answer => (int)answer.StatusCode == 202).ShouldBe(20);
        answers.Count(answer => (int)answer.StatusCode == 409).ShouldBe(80);
        await SaleShouldHaveAsync(product, available: 0);
    }

    async Task<string> OpenAsync(TimeSpan starts, TimeSpan ends)
    {
        var product = ApiUnderTest.NewProduct();
        var terms = ApiUnderTest.Terms();
        terms["startsAt"] = DateTimeOffset.UtcNow + starts;
        terms["endsAt"] = DateTimeOffset.UtcNow + ends;
        await (await api.PutSaleAsync(product, terms)).ShouldAnswerAsync(201);
        return product;
    }

    // What is shown may be half a second old.
    Task<JsonElement> SaleShouldHaveAsync(string product, int available) =>
        Poll.UntilAsync(() => SaleAsync(product), sale => sale.GetProperty("available").GetInt32() == available, $"{available} are available", TimeSpan.FromSeconds(2));

    Task<JsonElement> SaleShouldBeAsync(string product, string status) =>
        Poll.UntilAsync(() => SaleAsync(product), sale => sale.GetProperty("status").GetString() == status, $"the sale is {status}", TimeSpan.FromSeconds(2));

    async Task<JsonElement> SaleAsync(string product) => await (await api.Http.GetAsync($"/api/flash-sales/{product}")).ShouldAnswerAsync(200);
}
