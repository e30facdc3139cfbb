using FlashSale.Inventory.Ledger;
using Npgsql;
using static FlashSale.Inventory.Tests.TestLedger;

namespace FlashSale.Inventory.Tests.Ledger;

public sealed class When_the_total_of_a_sale_changes(TestLedger ledger) : IClassFixture<TestLedger>
{
    [Fact]
    public async Task Should_change_the_books_by_the_difference()
    {
        var product = await ledger.OpenSaleAsync(10);
        await ledger.DecideAsync(Allocate(product, quantity: 4));

        await ledger.SetTotalAsync(product, version: 2, total: 25);
        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 25, Available: 21, Allocated: 4, Sold: 0));

        await ledger.SetTotalAsync(product, version: 3, total: 4);
        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 4, Available: 0, Allocated: 4, Sold: 0));
        (await ledger.UnitsMovedAsync(product, "opened")).ShouldBe(10);
        (await ledger.UnitsMovedAsync(product, "changed")).ShouldBe(-6);
    }

    [Fact]
    public async Task Should_take_each_version_once_and_none_that_is_older()
    {
        var product = await ledger.OpenSaleAsync(10);
        await ledger.SetTotalAsync(product, version: 3, total: 30);

        await ledger.SetTotalAsync(product, version: 3, total: 99);
        await ledger.SetTotalAsync(product, version: 2, total: 20);

        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 30, Available: 30, Allocated: 0, Sold: 0));
    }

    [Fact]
    public async Task Should_refuse_a_total_below_what_is_held_and_sold()
    {
        var product = await ledger.OpenSaleAsync(10);
        await ledger.DecideAsync(Allocate(product, quantity: 6));

        var refusal = await Should.ThrowAsync<PostgresException>(() => ledger.SetTotalAsync(product, version: 2, total: 5));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.CheckViolation);
        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 10, Available: 4, Allocated: 6, Sold: 0));
        await ledger.SetTotalAsync(product, version: 2, total: 6);
        (await ledger.BooksAsync(product)).Available.ShouldBe(0);
    }

    [Fact]
    public async Task Should_never_lose_a_unit_to_orders_that_come_at_the_same_time()
    {
        const int versions = 40;
        var product = await ledger.OpenSaleAsync(50);

        var orders = Enumerable.Range(0, 300).Select(_ => Task.Run(() => ledger.DecideAsync(Allocate(product)))).ToArray();
        var changes = Enumerable.Range(2, versions).Select(version => Task.Run(() => ledger.SetTotalAsync(product, version, 50 + version)));
        await Task.WhenAll(changes);
        var allocated = (await Task.WhenAll(orders)).Count(decision => decision.Outcome == LedgerOutcome.Allocated);

        // Versions race: the newest always wins, older ones may find themselves late.
        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 51 + versions, Available: 51 + versions - allocated, allocated, Sold: 0));
        allocated.ShouldBeGreaterThanOrEqualTo(50);
    }
}
