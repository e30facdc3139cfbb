using FlashSale.Inventory.Ledger;
using Npgsql;
using static FlashSale.Inventory.Tests.TestLedger;

namespace FlashSale.Inventory.Tests.Ledger;

public sealed class When_orders_want_more_units_than_there_are(TestLedger ledger) : IClassFixture<TestLedger>
{
    [Fact]
    public async Task Should_allocate_those_of_a_batch_that_fit_in_the_order_of_their_arrival()
    {
        var product = await ledger.OpenSaleAsync(5);

        var decisions = await Task.WhenAll(await ledger.Ledger.DecideAsync(
            [Allocate(product, 3), Allocate(product, 3), Allocate(product, 2), Allocate(product, 1)]));

        decisions.Select(decision => decision.Outcome).ShouldBe(
            [LedgerOutcome.Allocated, LedgerOutcome.Rejected, LedgerOutcome.Allocated, LedgerOutcome.Rejected]);
        decisions.Where(decision => decision.Outcome == LedgerOutcome.Rejected).ShouldAllBe(decision => decision.Reason == "sold-out");
        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 5, Available: 0, Allocated: 5, Sold: 0));
    }

    [Fact]
    public async Task Should_give_units_released_in_a_batch_to_who_comes_after_in_it()
    {
        var product = await ledger.OpenSaleAsync(1);
        var first = Allocate(product);
        await ledger.DecideAsync(first);

        var decisions = await Task.WhenAll(await ledger.Ledger.DecideAsync([Allocate(product), Release(first), Allocate(product)]));

        decisions.Select(decision => decision.Outcome).ShouldBe([LedgerOutcome.Rejected, LedgerOutcome.Released, LedgerOutcome.Allocated]);
        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 1, Available: 0, Allocated: 1, Sold: 0));
    }

    [Fact]
    public async Task Should_reject_all_of_a_product_that_the_ledger_does_not_know()
    {
        var decision = await ledger.DecideAsync(Allocate($"product-{Guid.NewGuid():N}"));

        decision.ShouldBe(new(LedgerOutcome.Rejected, "unknown-product", PaymentDueAt: null));
    }

    [Fact]
    public async Task Should_wait_for_a_decision_that_is_being_taken_elsewhere()
    {
        var product = await ledger.OpenSaleAsync(1);
        await using var elsewhere = await ledger.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await elsewhere.BeginTransactionAsync();
        await using var takeTheLast = new NpgsqlCommand("SELECT inventory.decide(ARRAY[$1], ARRAY[$2], ARRAY['allocate'], ARRAY[1], ARRAY[900])", elsewhere)
        {
            Parameters = { new() { Value = Guid.NewGuid() }, new() { Value = product } },
        };
        await takeTheLast.ExecuteNonQueryAsync();

        var decision = ledger.DecideAsync(Allocate(product));
        await ledger.UntilSomeoneWaitsForALockAsync();
        await transaction.CommitAsync();

        (await decision).ShouldBe(new(LedgerOutcome.Rejected, "sold-out", PaymentDueAt: null));
    }
}
