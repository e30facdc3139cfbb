using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

[Collection(ApiUnderTest.Collection)]
public sealed class When_Redis_lacks_a_sale(ApiUnderTest api)
{
    [Fact]
    public async Task Should_be_loaded_when_it_never_was()
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await NeverLoadedAsync(product);
        await Poll.UntilAsync(async () => (int)(await api.OrderAsync(product)).StatusCode, status => status == 202, "the sale takes orders");
        (await api.BooksAsync(product)).GetProperty("redis").GetProperty("available").GetInt32().ShouldBe(9);
        (await api.Database.ScalarAsync<long>("SELECT epoch FROM ordering.sales WHERE product_id = $1", product)).ShouldBe(1);
    }

    [Fact]
    public async Task Should_stay_closed_when_it_was_loaded_and_say_of_no_order_that_it_is_unknown()
    {
        var product = await api.OpenSaleAsync();
        try
        {
            await ForgetAsync(product);
            await (await api.OrderAsync(product)).ShouldRefuseAsync(503, "temporarily-unavailable");

            // A sale that may be loaded is loaded by the same look that leaves this one closed.
            var other = await api.OpenSaleAsync();
            await NeverLoadedAsync(other);
            await Poll.UntilAsync(async () => (int)(await api.OrderAsync(other)).StatusCode, status => status == 202, "the other sale takes orders");
            await (await api.OrderAsync(product)).ShouldRefuseAsync(503, "temporarily-unavailable");

            (await api.BooksAsync(product)).GetProperty("balanced").GetBoolean().ShouldBeFalse();
            await Poll.UntilAsync(async () => (await (await api.Http.GetAsync($"/api/flash-sales/{product}")).ShouldAnswerAsync(200)).GetProperty("status").GetString(),
                status => status == "Paused", "the sale is shown as paused");
            // Lowering cannot be judged without Redis; it is refused, and nothing stays pending.
            await (await api.PutSaleAsync(product, ApiUnderTest.Terms(totalStock: 1))).ShouldRefuseAsync(503, "temporarily-unavailable");
            (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.sale_changes WHERE product_id = $1 AND state = 'Pending'", product)).ShouldBe(0);

            // It may be on its way to its saga.
            await (await api.SendAsync(HttpMethod.Get, $"/api/orders/{Guid.NewGuid()}", "alice")).ShouldRefuseAsync(503, "temporarily-unavailable");
            var concerned = $"buyer-{Guid.NewGuid():N}";
            await api.SagaTakesAsync(Guid.NewGuid(), product, user: concerned);
            await (await api.SendAsync(HttpMethod.Get, "/api/orders", concerned)).ShouldRefuseAsync(503, "temporarily-unavailable");

            // Who has nothing to do with it reads his orders as ever.
            var bystander = $"buyer-{Guid.NewGuid():N}";
            var (old, accepted) = (await api.OrderedAsync(other, bystander), await api.OrderedAsync(other, bystander));
            await api.SagaTakesAsync(old, other, user: bystander);
            using var answer = await api.SendAsync(HttpMethod.Get, "/api/orders", bystander);
            answer.Headers.GetValues(ReadOrders.NotLoadedHeader).ShouldHaveSingleItem().ShouldContain(product);
            (await answer.ShouldAnswerAsync(200)).EnumerateArray().Select(order => (order.GetProperty("orderId").GetGuid(), order.GetProperty("status").GetString()))
                .ShouldBe([(accepted, "Accepted"), (old, "AwaitingPayment")]);
            (await (await api.SendAsync(HttpMethod.Get, $"/api/orders/{accepted}", bystander)).ShouldAnswerAsync(200)).GetProperty("status").GetString().ShouldBe("Accepted");
        }
        finally
        {
            await CloseForGoodAsync(product);
        }

        await Poll.UntilAsync(async () => (int)(await api.SendAsync(HttpMethod.Get, $"/api/orders/{Guid.NewGuid()}", "alice")).StatusCode, status => status == 404, "an unknown order is unknown again");
    }

    [Fact]
    public async Task Should_be_closed_while_it_carries_another_epoch()
    {
        var product = await api.OpenSaleAsync();
        try
        {
            await api.Database.ExecuteAsync("UPDATE ordering.sales SET epoch = 2 WHERE product_id = $1", product);
            await Poll.UntilAsync(async () => (int)(await api.OrderAsync(product)).StatusCode, status => status == 503, "the new epoch is known");
            await (await api.OrderAsync(product)).ShouldRefuseAsync(503, "temporarily-unavailable");
        }
        finally
        {
            await CloseForGoodAsync(product);
        }
    }

    /// <summary>Nobody rebuilds it here, and while a sale is missing no order is known to be unknown.</summary>
    Task<int> CloseForGoodAsync(string product) => api.Database.ExecuteAsync("DELETE FROM ordering.sales WHERE product_id = $1", product);

    /// <summary>As if it had come so far as into PostgreSQL only.</summary>
    async Task NeverLoadedAsync(string product)
    {
        await ForgetAsync(product);
        await api.Database.ExecuteAsync("UPDATE ordering.sales SET epoch = 0 WHERE product_id = $1", product);
    }

    async Task ForgetAsync(string product) => await api.Redis.GetDatabase().KeyDeleteAsync($"{{{product}}}:sale");
}
