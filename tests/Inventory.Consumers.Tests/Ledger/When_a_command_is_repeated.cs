using FlashSale.Inventory.Ledger;

using static FlashSale.Inventory.Tests.TestLedger;

namespace FlashSale.Inventory.Tests.Ledger;

public sealed class When_a_command_is_repeated(TestLedger ledger) : IClassFixture<TestLedger>
{
    [Fact]
    public async Task Should_repeat_the_allocation_with_its_payment_due_date()
    {
        var product = await ledger.OpenSaleAsync(5);
        var command = Allocate(product, quantity: 2);

        var first = await ledger.DecideAsync(command);
        var again = await ledger.DecideAsync(command with { PaymentWindowSeconds = 1 });

        first.Outcome.ShouldBe(LedgerOutcome.Allocated);
        again.ShouldBe(first);
        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 5, Available: 3, Allocated: 2, Sold: 0));
    }

    [Fact]
    public async Task Should_let_payment_be_due_a_window_after_the_databases_now()
    {
        var product = await ledger.OpenSaleAsync(1);
        var before = await NowAsync();

        var decision = await ledger.DecideAsync(Allocate(product, windowSeconds: 120));

        var due = decision.PaymentDueAt.ShouldNotBeNull();
        due.ShouldBeInRange(before.AddSeconds(120), (await NowAsync()).AddSeconds(120));
    }

    [Fact]
    public async Task Should_repeat_a_rejection_even_when_there_are_units_again()
    {
        var product = await ledger.OpenSaleAsync(1);
        var command = Allocate(product, quantity: 2);
        var first = await ledger.DecideAsync(command);
        await ledger.SetTotalAsync(product, version: 2, total: 10);

        var again = await ledger.DecideAsync(command);

        first.ShouldBe(new(LedgerOutcome.Rejected, "sold-out", PaymentDueAt: null));
        again.ShouldBe(first);
        (await ledger.BooksAsync(product)).Available.ShouldBe(10);
    }

    [Theory]
    [InlineData(LedgerAction.Commit, LedgerOutcome.Committed, 7, 3)]
    [InlineData(LedgerAction.Release, LedgerOutcome.Released, 10, 0)]
    public async Task Should_settle_once(LedgerAction action, LedgerOutcome outcome, int available, int sold)
    {
        var product = await ledger.OpenSaleAsync(10);
        var allocation = Allocate(product, quantity: 3);
        await ledger.DecideAsync(allocation);

        for (var i = 0; i < 3; i++)
            (await ledger.DecideAsync(allocation with { Action = action })).Outcome.ShouldBe(outcome);

        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 10, available, Allocated: 0, sold));
        (await ledger.MovementsAsync(allocation.OrderId)).ShouldBe(2);
    }

    [Fact]
    public async Task Should_allocate_once_however_often_one_batch_holds_it()
    {
        var product = await ledger.OpenSaleAsync(10);
        var command = Allocate(product, quantity: 3);

        var decisions = await Task.WhenAll(await ledger.Ledger.DecideAsync([command, command, Allocate(product), command]));

        decisions.ShouldAllBe(decision => decision.Outcome == LedgerOutcome.Allocated);
        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 10, Available: 6, Allocated: 4, Sold: 0));
    }

    async Task<DateTimeOffset> NowAsync() => new(await ledger.Database.ScalarAsync<DateTime>("SELECT now()"));
}
