using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests;

[Collection(Door.Collection)]
public sealed class When_Redis_lacks_a_sale(Door door)
{
    [Fact]
    public async Task Should_be_opened_again_when_it_never_had_an_order()
    {
        var product = await door.OpenSaleAsync(totalStock: 10);
        await ForgetAsync(product);
        // The first one finds it missing: nothing is taken.
        await (await door.OrderAsync(product)).ShouldRefuseAsync(503, "temporarily-unavailable");
        await Poll.UntilAsync(async () => (int)(await door.OrderAsync(product)).StatusCode, status => status == 202, "the sale takes orders again");
        (await door.BooksAsync(product)).GetProperty("redis").GetProperty("available").GetInt32().ShouldBe(9);
    }

    [Theory]
    [InlineData("INSERT INTO inventory.movements (product_id, order_id, kind, decision, quantity, reason) VALUES ($1, gen_random_uuid(), 'allocation', 'rejected', 1, 'test')")]
    [InlineData("INSERT INTO ordering.orders (order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, accepted_at) VALUES (gen_random_uuid(), 'Allocating', $1, 'alice', 1, 1, 'EUR', 60, now())")]
    public async Task Should_stay_closed_when_it_had_an_order(string order)
    {
        var product = await door.OpenSaleAsync();
        await door.Database.ExecuteAsync(order, product);
        await ForgetAsync(product);
        await (await door.OrderAsync(product)).ShouldRefuseAsync(503, "temporarily-unavailable");

        // A sale that may be opened is opened by the same look that leaves this one closed.
        var other = await door.OpenSaleAsync();
        await ForgetAsync(other);
        await Poll.UntilAsync(async () => (int)(await door.OrderAsync(other)).StatusCode, status => status == 202, "the other sale takes orders again");
        await (await door.OrderAsync(product)).ShouldRefuseAsync(503, "temporarily-unavailable");

        var books = await door.BooksAsync(product);
        books.GetProperty("balanced").GetBoolean().ShouldBeFalse();
        await Poll.UntilAsync(async () => (await (await door.Http.GetAsync($"/api/flash-sales/{product}")).ShouldAnswerAsync(200)).GetProperty("status").GetString(),
            status => status == "Paused", "the sale is shown as paused");
        // Lowering cannot be judged without Redis; it is refused, and nothing stays pending.
        await (await door.PutSaleAsync(product, Door.Terms(totalStock: 1))).ShouldRefuseAsync(503, "temporarily-unavailable");
        (await door.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.sale_changes WHERE product_id = $1 AND state = 'Pending'", product)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_be_closed_while_it_carries_another_epoch()
    {
        var product = await door.OpenSaleAsync();
        await door.Database.ExecuteAsync("UPDATE ordering.sales SET epoch = 2 WHERE product_id = $1", product);
        await Poll.UntilAsync(async () => (int)(await door.OrderAsync(product)).StatusCode, status => status == 503, "the new epoch is known");
        await (await door.OrderAsync(product)).ShouldRefuseAsync(503, "temporarily-unavailable");
    }

    async Task ForgetAsync(string product) => await door.Redis.GetDatabase().KeyDeleteAsync($"{{{product}}}:sale");
}
