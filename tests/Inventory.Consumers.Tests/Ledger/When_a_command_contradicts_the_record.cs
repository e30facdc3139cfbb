using FlashSale.Inventory.Ledger;

using static FlashSale.Inventory.Tests.TestLedger;

namespace FlashSale.Inventory.Tests.Ledger;

public sealed class When_a_command_contradicts_the_record(TestLedger ledger) : IClassFixture<TestLedger>
{
    [Theory]
    [InlineData(LedgerAction.Commit)]
    [InlineData(LedgerAction.Release)]
    public async Task Should_refuse_to_settle_an_order_that_holds_nothing(LedgerAction action)
    {
        var product = await ledger.OpenSaleAsync(1);
        var command = Allocate(product) with { Action = action };

        await ShouldConflictAsync(command, "not-allocated", new(Total: 1, Available: 1, Allocated: 0, Sold: 0));
    }

    [Fact]
    public async Task Should_refuse_to_settle_a_rejected_order()
    {
        var product = await ledger.OpenSaleAsync(1);
        var rejected = Allocate(product, quantity: 2);
        await ledger.DecideAsync(rejected);

        await ShouldConflictAsync(Release(rejected), "not-allocated", new(Total: 1, Available: 1, Allocated: 0, Sold: 0));
    }

    [Fact]
    public async Task Should_refuse_to_release_units_that_are_sold()
    {
        var product = await ledger.OpenSaleAsync(2);
        var order = Allocate(product);
        await ledger.DecideAsync(order);
        await ledger.DecideAsync(Commit(order));

        await ShouldConflictAsync(Release(order), "already-committed", new(Total: 2, Available: 1, Allocated: 0, Sold: 1));
    }

    [Fact]
    public async Task Should_refuse_to_sell_units_that_were_given_back()
    {
        var product = await ledger.OpenSaleAsync(2);
        var order = Allocate(product);
        await ledger.DecideAsync(order);
        await ledger.DecideAsync(Release(order));

        await ShouldConflictAsync(Commit(order), "already-released", new(Total: 2, Available: 2, Allocated: 0, Sold: 0));
    }

    [Fact]
    public async Task Should_refuse_an_allocation_on_other_terms()
    {
        var product = await ledger.OpenSaleAsync(5);
        var other = await ledger.OpenSaleAsync(5);
        var order = Allocate(product);
        await ledger.DecideAsync(order);

        await ShouldConflictAsync(order with { Quantity = 2 }, "other-terms", new(Total: 5, Available: 4, Allocated: 1, Sold: 0));
        await ShouldConflictAsync(order with { ProductId = other }, "other-terms", new(Total: 5, Available: 5, Allocated: 0, Sold: 0));
    }

    [Fact]
    public async Task Should_refuse_to_settle_another_quantity_than_was_allocated()
    {
        var product = await ledger.OpenSaleAsync(5);
        var order = Allocate(product, quantity: 3);
        await ledger.DecideAsync(order);

        await ShouldConflictAsync(Release(order) with { Quantity = 2 }, "not-allocated", new(Total: 5, Available: 2, Allocated: 3, Sold: 0));
    }

    [Fact]
    public async Task Should_decide_its_neighbours_in_the_same_transaction()
    {
        var product = await ledger.OpenSaleAsync(5);

        var decisions = await ledger.Ledger.DecideAsync([Allocate(product), Release(Allocate(product)), Allocate(product)]);

        (await decisions[0]).Outcome.ShouldBe(LedgerOutcome.Allocated);
        await Should.ThrowAsync<LedgerConflictException>(() => decisions[1]);
        (await decisions[2]).Outcome.ShouldBe(LedgerOutcome.Allocated);
        (await ledger.BooksAsync(product)).Allocated.ShouldBe(2);
    }

    async Task ShouldConflictAsync(LedgerCommand command, string conflict, Books books)
    {
        var exception = await Should.ThrowAsync<LedgerConflictException>(() => ledger.DecideAsync(command));
        exception.Conflict.ShouldBe(conflict);
        (await ledger.BooksAsync(command.ProductId)).ShouldBe(books);
    }
}
