using System.Text.Json;
using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.Ordering.Api.Shop.Sales;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Orders;

[Collection(ApiUnderTest.Collection)]
public sealed class When_a_buyer_looks_at_orders(ApiUnderTest api)
{
    [Fact]
    public async Task Should_be_accepted_until_the_saga_has_it_and_never_again()
    {
        var product = await api.OpenSaleAsync();
        var id = await api.OrderedAsync(product, quantity: 2);
        var accepted = await GetAsync(id);
        accepted.GetProperty("status").GetString().ShouldBe("Accepted");
        accepted.GetProperty("quantity").GetInt32().ShouldBe(2);
        accepted.GetProperty("amount").GetDecimal().ShouldBe(40.00m);
        accepted.GetProperty("currency").GetString().ShouldBe("EUR");

        // The reservation stays in Redis while the saga goes on.
        await api.SagaTakesAsync(id, product, "Allocating", quantity: 2);
        (await GetAsync(id)).GetProperty("status").GetString().ShouldBe("Allocating");
        await api.Database.ExecuteAsync("UPDATE ordering.orders SET state = 'AwaitingPayment' WHERE order_id = $1", id);
        var awaiting = await GetAsync(id);
        awaiting.GetProperty("status").GetString().ShouldBe("AwaitingPayment");
        awaiting.GetProperty("amount").GetDecimal().ShouldBe(40.00m);
        awaiting.GetProperty("paymentDueAt").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task Should_find_an_order_in_a_sale_that_this_instance_has_not_read_yet()
    {
        var id = await api.OrderedAsync(await api.OpenSaleAsync());
        await using var database = NpgsqlDataSource.Create(api.Database.ConnectionString);
        using var unread = new SaleCatalog(database);
        var lookup = new OrderLookup(database, api.Host.Services.GetRequiredService<SaleStore>(), unread);
        (await lookup.FindAsync(id, CancellationToken.None)).ShouldNotBeNull().Order.Status.ShouldBe("Accepted");
    }

    [Fact]
    public async Task Should_not_show_another_buyers_order()
    {
        var product = await api.OpenSaleAsync();
        var id = await api.OrderedAsync(product);
        await (await api.SendAsync(HttpMethod.Get, $"/api/orders/{id}", "mallory")).ShouldRefuseAsync(404, "unknown-order");
        await api.SagaTakesAsync(id, product);
        await (await api.SendAsync(HttpMethod.Get, $"/api/orders/{id}", "mallory")).ShouldRefuseAsync(404, "unknown-order");
        await (await api.SendAsync(HttpMethod.Post, $"/api/orders/{id}/cancel", "mallory")).ShouldRefuseAsync(404, "unknown-order");
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    [InlineData("nonsense")]
    public async Task Should_not_know_the_order(string id)
    {
        await (await api.SendAsync(HttpMethod.Get, $"/api/orders/{id}", "alice")).ShouldRefuseAsync(404, "unknown-order");
        await (await api.SendAsync(HttpMethod.Post, $"/api/orders/{id}/cancel", "alice")).ShouldRefuseAsync(404, "unknown-order");
    }

    [Fact]
    public async Task Should_need_a_name()
    {
        await (await api.Http.GetAsync("/api/orders")).ShouldRefuseAsync(400, "invalid-request");
        await (await api.Http.GetAsync($"/api/orders/{Guid.NewGuid()}")).ShouldRefuseAsync(400, "invalid-request");
        await (await api.Http.PostAsync($"/api/orders/{Guid.NewGuid()}/cancel", null)).ShouldRefuseAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Should_list_each_of_the_buyers_orders_once_newest_first()
    {
        var buyer = $"buyer-{Guid.NewGuid():N}";
        var product = await api.OpenSaleAsync();
        var oldest = await api.OrderedAsync(product, buyer);
        var middle = await api.OrderedAsync(product, buyer);
        var newest = await api.OrderedAsync(product, buyer);
        await api.OrderedAsync(product, "another");
        await api.SagaTakesAsync(oldest, product, "Completed", buyer);
        await api.SagaTakesAsync(middle, product, "AwaitingPayment", buyer);

        var list = await (await api.SendAsync(HttpMethod.Get, "/api/orders", buyer)).ShouldAnswerAsync(200);
        list.EnumerateArray().Select(order => (order.GetProperty("orderId").GetGuid(), order.GetProperty("status").GetString()))
            .ShouldBe([(newest, "Accepted"), (middle, "AwaitingPayment"), (oldest, "Completed")]);
    }

    [Fact]
    public async Task Should_not_list_an_old_sold_order_as_just_accepted()
    {
        var buyer = $"buyer-{Guid.NewGuid():N}";
        var product = await api.OpenSaleAsync();
        var sold = await api.OrderedAsync(product, buyer);
        await api.SagaTakesAsync(sold, product, "Completed", buyer);
        // So many newer ones that the old one is beyond the list's length; its units are still reserved.
        await api.Database.ExecuteAsync("""
            INSERT INTO ordering.orders (order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, accepted_at)
            SELECT ('ffffffff-ffff-ffff-ffff-' || lpad(to_hex(n), 12, '0'))::uuid, 'Rejected', 'another', $1, 1, 1, 'EUR', 60, now() FROM generate_series(1, 120) n
            """, buyer);
        var list = await (await api.SendAsync(HttpMethod.Get, "/api/orders", buyer)).ShouldAnswerAsync(200);
        list.EnumerateArray().Where(order => order.GetProperty("status").GetString() == "Accepted").ShouldBeEmpty();
        await api.Database.ExecuteAsync("DELETE FROM ordering.orders WHERE user_id = $1", buyer);
    }

    async Task<JsonElement> GetAsync(Guid id) => await (await api.SendAsync(HttpMethod.Get, $"/api/orders/{id}", "alice")).ShouldAnswerAsync(200);
}
