using System.Text.Json;
using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Operations.Sales;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.Sales;

/// <summary>A process died between two steps of a change: whoever comes next completes it, and each store takes it once.</summary>
[Collection(ApiUnderTest.Collection)]
public sealed class When_a_change_is_left_half_done(ApiUnderTest api)
{
    [Theory]
    [InlineData(15)]
    [InlineData(6)]
    public async Task Should_be_completed_when_it_was_only_put_on_record(int total)
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await LeaveAsync(product, ApiUnderTest.Terms(total));
        await ShouldBeAppliedAsync(product, total);
    }

    [Fact]
    public async Task Should_be_completed_when_the_ledger_was_raised_and_Redis_was_not_told()
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await LeaveAsync(product, ApiUnderTest.Terms(15), then: """
            SELECT inventory.set_total($1, 2, 15);
            """);
        await api.Database.ExecuteAsync("UPDATE ordering.sales SET total_stock = 15, version = 2 WHERE product_id = $1", product);
        await ShouldBeAppliedAsync(product, 15);
    }

    [Fact]
    public async Task Should_be_completed_when_Redis_was_lowered_and_the_ledger_was_not_told()
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        var sale = api.Host.Services.GetRequiredService<SaleCatalog>().Find(product)!;
        (await api.Host.Services.GetRequiredService<SaleStore>().ChangeAsync(sale.ToDefinition(new()) with { Version = 2, TotalStock = 6 }, default)).ShouldBe(ChangeSaleOutcome.Applied);
        await LeaveAsync(product, ApiUnderTest.Terms(6));
        await ShouldBeAppliedAsync(product, 6);
    }

    [Fact]
    public async Task Should_be_completed_when_a_new_sale_was_in_the_ledger_only()
    {
        var product = ApiUnderTest.NewProduct();
        await LeaveAsync(product, ApiUnderTest.Terms(10), version: 1, then: "SELECT inventory.set_total($1, 1, 10)");
        await ShouldBeAppliedAsync(product, 10, version: 1);
    }

    [Fact]
    public async Task Should_be_completed_before_the_next_change()
    {
        var product = await api.OpenSaleAsync(totalStock: 10);
        await LeaveAsync(product, ApiUnderTest.Terms(15));
        var answer = await (await api.PutSaleAsync(product, ApiUnderTest.Terms(12))).ShouldAnswerAsync(200);
        answer.GetProperty("version").GetInt64().ShouldBe(3);
        await ShouldBeAppliedAsync(product, 15, onlyState: true);
        await ShouldBeAppliedAsync(product, 12, version: 3);
    }

    [Fact]
    public async Task Should_be_completed_once_by_two_who_find_it()
    {
        await using var other = await ApiHost.StartAsync(api.Database, api.Broker);
        var product = await api.OpenSaleAsync(totalStock: 10);
        await LeaveAsync(product, ApiUnderTest.Terms(15));
        var states = await Task.WhenAll(new[] { api.Host, other, api.Host, other }.Select(host => host.Services.GetRequiredService<SaleChanges>().CompleteAsync(product, 2, default)));
        states.ShouldAllBe(end => end.State == SaleChangeState.Applied);
        await ShouldBeAppliedAsync(product, 15);
    }

    async Task LeaveAsync(string product, IDictionary<string, object?> terms, long version = 2, string? then = null)
    {
        await api.Database.ExecuteAsync("INSERT INTO ordering.sale_changes (product_id, version, definition, state) VALUES ($1, $2, $3::jsonb, 'Pending')",
            product, version, JsonSerializer.Serialize(new { terms }));
        if (then is not null)
            await api.Database.ExecuteAsync(then.TrimEnd().TrimEnd(';'), product);
    }

    async Task ShouldBeAppliedAsync(string product, int total, long version = 2, bool onlyState = false)
    {
        await Poll.UntilAsync(() => api.Database.ScalarAsync<string>("SELECT state FROM ordering.sale_changes WHERE product_id = $1 AND version = $2", product, version),
            state => state == "Applied", $"change {version} is applied");
        if (onlyState)
            return;
        await Poll.UntilAsync(async () => (await api.Http.GetAsync($"/api/flash-sales/{product}")).IsSuccessStatusCode, "the sale is known");
        var books = await api.BooksAsync(product);
        books.GetProperty("ledger").GetProperty("total").GetInt32().ShouldBe(total);
        books.GetProperty("redis").GetProperty("available").GetInt32().ShouldBe(total);
        books.GetProperty("balanced").GetBoolean().ShouldBeTrue();
        (await api.Database.ScalarAsync<int>("SELECT total_stock FROM ordering.sales WHERE product_id = $1", product)).ShouldBe(total);
    }
}
