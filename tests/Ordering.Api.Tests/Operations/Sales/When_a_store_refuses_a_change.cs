using System.Text.Json;
using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.Sales;

/// <summary>A change that can never be applied ends as refused, is undone where it was half done, and blocks nothing.</summary>
[Collection(ApiUnderTest.Collection)]
public sealed class When_a_store_refuses_a_change(ApiUnderTest api)
{
    [Theory]
    [InlineData(15)]
    [InlineData(10)]
    [InlineData(6)]
    public async Task Should_end_as_refused_and_leave_both_stores_as_they_were(int total)
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await api.OrderedAsync(product, quantity: 2);
        await using (await RefusingAsync(product))
        {
            await (await api.PutSaleAsync(product, Terms(total))).ShouldRefuseAsync(409, "change-refused");
            (await StateAsync(product, 2)).ShouldBe("Refused not-storable");
        }

        await ShouldGoOnAsync(product, total: 10, available: 8);
    }

    [Fact]
    public async Task Should_end_as_refused_when_the_sale_is_new()
    {
        var product = ApiUnderTest.NewProduct();
        await using (await RefusingAsync(product))
            await (await api.PutSaleAsync(product, Terms(10))).ShouldRefuseAsync(409, "change-refused");
        await (await api.OpsAsync(HttpMethod.Post, $"/api/ops/flash-sales/{product}/pause")).ShouldRefuseAsync(404, "unknown-product");
        await (await api.PutSaleAsync(product, Terms(10))).ShouldAnswerAsync(201);
    }

    [Fact]
    public async Task Should_say_that_the_total_is_too_low_when_the_ledger_is_the_first_to_know()
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await api.Database.ExecuteAsync("UPDATE inventory.stock SET available = 3, allocated = 7 WHERE product_id = $1", product);

        await (await api.PutSaleAsync(product, ApiUnderTest.Terms(5))).ShouldRefuseAsync(409, "total-too-low");

        (await StateAsync(product, 2)).ShouldBe("Refused total-too-low");
        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.sale_changes WHERE product_id = $1", product)).ShouldBe(2);
        ((string?)await api.Redis.GetDatabase().HashGetAsync($"{{{product}}}:sale", "total")).ShouldBe("10");
    }

    /// <summary>Redis took the lower total; the process died before the commit; since then the database takes the change no more.</summary>
    [Fact]
    public async Task Should_give_the_units_back_that_Redis_had_taken_away()
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        var sale = api.Host.Services.GetRequiredService<SaleCatalog>().Find(product)!;
        await api.Host.Services.GetRequiredService<SaleStore>().ChangeAsync(sale.ToDefinition(new()) with { Version = 2, TotalStock = 8 }, default);
        await using (await RefusingAsync(product, version: 2))
        {
            await LeaveAsync(product, JsonSerializer.Serialize(new { terms = Terms(8) }));
            await Poll.UntilAsync(() => StateAsync(product, 2), state => state == "Refused not-storable", "the finisher has ended it");
            await Poll.UntilAsync(() => StateAsync(product, 3), state => state == "Applied", "the way back is applied");
        }

        await ShouldGoOnAsync(product, total: 10, available: 10);
    }

    [Theory]
    [InlineData("""{"terms": {"price": "much"}}""")]
    [InlineData("""{"terms": {"name": "x", "price": 1, "currency": "EUR", "totalStock": 5, "startsAt": "2026-11-27T08:00:00.0000001Z", "endsAt": "2026-11-27T08:00:00.0000002Z", "perCustomerLimit": 1}}""")]
    public async Task Should_end_as_refused_when_an_older_version_recorded_what_no_store_takes(string definition)
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await LeaveAsync(product, definition);
        await (await api.OpsAsync(HttpMethod.Post, $"/api/ops/flash-sales/{product}/pause")).ShouldAnswerAsync(200);
        (await StateAsync(product, 2)).ShouldBe("Refused not-storable");
        await ShouldGoOnAsync(product, total: 10, available: 10);
    }

    static IDictionary<string, object?> Terms(int total)
    {
        var terms = ApiUnderTest.Terms(total);
        terms["name"] = "refused";
        return terms;
    }

    Task<int> LeaveAsync(string product, string definition) =>
        api.Database.ExecuteAsync("INSERT INTO ordering.sale_changes (product_id, version, definition, state) VALUES ($1, 2, $2::jsonb, 'Pending')", product, definition);

    async Task<string> StateAsync(string product, long version) =>
        await api.Database.ScalarAsync<string>("SELECT max(concat_ws(' ', state, refusal)) FROM ordering.sale_changes WHERE product_id = $1 AND version = $2", product, version);

    async Task ShouldGoOnAsync(string product, int total, int available)
    {
        var books = await Poll.UntilAsync(() => api.BooksAsync(product), books => books.GetProperty("redis").GetProperty("available").GetInt32() == available, "Redis has its units");
        books.GetProperty("ledger").GetProperty("total").GetInt32().ShouldBe(total);
        books.GetProperty("balanced").GetBoolean().ShouldBeTrue();
        await (await api.PutSaleAsync(product, ApiUnderTest.Terms(total + 1))).ShouldAnswerAsync(200);
        (await api.BooksAsync(product)).GetProperty("redis").GetProperty("available").GetInt32().ShouldBe(available + 1);
        (await api.BooksAsync(product)).GetProperty("balanced").GetBoolean().ShouldBeTrue();
    }

    /// <summary>PostgreSQL refuses a sale of this product by a constraint, as it refused windows shorter than a microsecond.</summary>
    async Task<IAsyncDisposable> RefusingAsync(string product, long? version = null)
    {
        var name = $"refuse_{product}";
        await api.Database.ExecuteAsync($"ALTER TABLE ordering.sales ADD CONSTRAINT {name} CHECK (product_id <> '{product}' OR {(version is null ? "name <> 'refused'" : $"version <> {version}")}) NOT VALID");
        return new Constraint(api.Database, name);
    }

    sealed class Constraint(TestDatabase database, string name) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await database.ExecuteAsync($"ALTER TABLE ordering.sales DROP CONSTRAINT {name}");
    }
}
