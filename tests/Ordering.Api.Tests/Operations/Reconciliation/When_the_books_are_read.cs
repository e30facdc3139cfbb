using System.Text.Json;
using FlashSale.Admission.Reservations;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.Reconciliation;

[Collection(ApiUnderTest.Collection)]
public sealed class When_the_books_are_read(ApiUnderTest api)
{
    [Fact]
    public async Task Should_count_every_unit_once_on_its_way()
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        var (waiting, held, sold, released) = (await api.OrderedAsync(product, "a"), await api.OrderedAsync(product, "b", 2), await api.OrderedAsync(product, "c", 3), await api.OrderedAsync(product, "d"));
        foreach (var (id, quantity) in new[] { (held, 2), (sold, 3), (released, 1) })
            await AllocateAsync(product, id, quantity);
        await SettleAsync(product, sold, 3, "committed");
        await SettleAsync(product, released, 1, "released");
        await api.SagaTakesAsync(held, product, "AwaitingPayment", "b", 2);
        await api.SagaTakesAsync(sold, product, "Completed", "c", 3);
        await api.SagaTakesAsync(released, product, "Releasing", "d");
        await api.SagaTakesAsync(waiting, product, "Allocating", "a");

        var books = await api.BooksAsync(product);
        Units(books, "redis").ShouldBe([("available", 3), ("reserved", 7)]);
        Units(books, "ledger").ShouldBe([("total", 10), ("allocated", 2), ("sold", 3), ("available", 5)]);
        Units(books, "sagas").ShouldBe([("open", 4), ("confirmed", 3)]);
        // One waits for the ledger, one was given back there and not yet in Redis.
        books.GetProperty("inFlight").GetInt32().ShouldBe(2);
        books.GetProperty("drift").GetInt32().ShouldBe(0);
        books.GetProperty("balanced").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Should_name_an_order_that_the_ledger_holds_and_Redis_does_not()
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await api.OrderedAsync(product);
        var stray = Guid.NewGuid();
        await AllocateAsync(product, stray, 2);

        var books = await api.BooksAsync(product);
        books.GetProperty("drift").GetInt32().ShouldBe(-2);
        books.GetProperty("balanced").GetBoolean().ShouldBeFalse();
        books.GetProperty("unreservedOrders").EnumerateArray().Select(id => id.GetGuid()).ShouldBe([stray]);
        books.GetProperty("inFlight").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task Should_find_units_that_Redis_has_too_many_or_too_few(int units)
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await api.Redis.GetDatabase().HashIncrementAsync($"{{{product}}}:sale", "available", units);
        var books = await api.BooksAsync(product);
        books.GetProperty("drift").GetInt32().ShouldBe(-units);
        books.GetProperty("balanced").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Should_not_flicker_while_orders_come_in_and_are_held()
    {
        var product = await api.OpenSaleAsync(totalStock: 400, perCustomerLimit: 1);
        var busy = Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (buyer, _) =>
        {
            var id = await api.OrderedAsync(product, $"buyer-{buyer}");
            await AllocateAsync(product, id, 1);
        });
        var reads = 0;
        while (!busy.IsCompleted)
        {
            var books = await api.BooksAsync(product);
            books.GetProperty("drift").GetInt32().ShouldBe(0, $"{books}");
            books.GetProperty("balanced").GetBoolean().ShouldBeTrue($"{books}");
            reads++;
        }

        await busy;
        reads.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Should_not_take_an_order_that_ends_between_two_looks_for_drift()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = await broken.Api.OpenSaleAsync(totalStock: 10);
        await broken.KnowsAsync(product);
        var id = await broken.Api.OrderedAsync(product);
        await AllocateAsync(broken.Api, product, id, 1);

        // The ledger has been read; before Redis is asked for the order, it is released in both.
        broken.Redis.OnRequest = async request =>
        {
            if (!request.Contains($"{id}", StringComparison.Ordinal))
                return;
            broken.Redis.OnRequest = null;
            await SettleAsync(broken.Api, product, id, 1, "released");
            (await broken.Api.Host.Services.GetRequiredService<ReservationStore>().ReleaseAsync(product, 1, id, default)).ShouldBeTrue();
        };
        var books = await (await broken.BooksAsync(product)).ShouldAnswerAsync(200);
        broken.Redis.OnRequest.ShouldBeNull();
        books.GetProperty("drift").GetInt32().ShouldBe(0);
        books.GetProperty("balanced").GetBoolean().ShouldBeTrue();
        books.GetProperty("unreservedOrders").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Should_not_know_the_product() =>
        await (await api.OpsAsync(HttpMethod.Get, "/api/ops/stock/a%7Bb%7D")).ShouldRefuseAsync(404, "unknown-product");

    static IEnumerable<(string, int)> Units(JsonElement books, string of) => books.GetProperty(of).EnumerateObject().Select(unit => (unit.Name, unit.Value.GetInt32()));

    Task AllocateAsync(string product, Guid order, int quantity) => AllocateAsync(api, product, order, quantity);

    Task SettleAsync(string product, Guid order, int quantity, string decision) => SettleAsync(api, product, order, quantity, decision);

    static async Task AllocateAsync(ApiUnderTest api, string product, Guid order, int quantity) => await api.Database.ExecuteAsync("""
        WITH m AS (INSERT INTO inventory.movements (product_id, order_id, kind, decision, quantity, payment_due_at) VALUES ($1, $2, 'allocation', 'allocated', $3, now()))
        UPDATE inventory.stock SET available = available - $3, allocated = allocated + $3 WHERE product_id = $1
        """, product, order, quantity);

    static async Task SettleAsync(ApiUnderTest api, string product, Guid order, int quantity, string decision) => await api.Database.ExecuteAsync("""
        WITH m AS (INSERT INTO inventory.movements (product_id, order_id, kind, decision, quantity) VALUES ($1, $2, 'settlement', $4, $3))
        UPDATE inventory.stock SET allocated = allocated - $3,
          sold = sold + CASE $4 WHEN 'committed' THEN $3 ELSE 0 END, available = available + CASE $4 WHEN 'released' THEN $3 ELSE 0 END
        WHERE product_id = $1
        """, product, order, quantity, decision);
}
