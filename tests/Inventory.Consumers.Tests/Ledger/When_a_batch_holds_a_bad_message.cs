using FlashSale.Inventory.Ledger;
using Npgsql;
using static FlashSale.Inventory.Tests.TestLedger;

namespace FlashSale.Inventory.Tests.Ledger;

public sealed class When_a_batch_holds_a_bad_message(TestLedger ledger) : IClassFixture<TestLedger>
{
    const string Unbindable = "a character that\0no text of PostgreSQL can hold";

    [Theory]
    [InlineData(0, null)]
    [InlineData(-3, null)]
    [InlineData(1, Unbindable)]
    public async Task Should_fail_that_message_alone(int quantity, string? poison)
    {
        var product = await ledger.OpenSaleAsync(10);
        var bad = Allocate(poison ?? product, quantity);
        LedgerCommand[] commands = [Allocate(product), Allocate(product), Allocate(product), bad, Allocate(product), Allocate(product), Allocate(product)];
        Task<LedgerDecision>[] decisions;
        await using (await ledger.HoldAsync(product))
        {
            // The first is on its way and waits for the row; what comes now shares the next transaction.
            var first = ledger.DecideAsync(Allocate(product));
            await ledger.UntilSomeoneWaitsForALockAsync();
            decisions = [first, .. commands.Select(ledger.DecideAsync)];
        }

        await Should.ThrowAsync<PostgresException>(() => decisions[4]);
        (await Task.WhenAll(decisions.Where((_, place) => place != 4))).ShouldAllBe(decision => decision.Outcome == LedgerOutcome.Allocated);
        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 10, Available: 3, Allocated: 7, Sold: 0));
        (await ledger.MovementsAsync(bad.OrderId)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_not_spoil_the_connection_for_the_message_after_it()
    {
        var product = await ledger.OpenSaleAsync(100);
        for (var before = 0; before < 8; before++)
        {
            // A connection of its own, on which the bad message is the first, the second, ... use of the statement.
            await using var database = NpgsqlDataSource.Create(ledger.Database.ConnectionString);
            var fresh = new StockLedger(database);
            for (var i = 0; i < before; i++)
                await fresh.DecideAsync([Allocate(product)]);

            await Should.ThrowAsync<PostgresException>(() => fresh.DecideAsync([Allocate(Unbindable)]));

            (await (await fresh.DecideAsync([Allocate(product)]))[0]).Outcome.ShouldBe(LedgerOutcome.Allocated);
        }
    }
}
