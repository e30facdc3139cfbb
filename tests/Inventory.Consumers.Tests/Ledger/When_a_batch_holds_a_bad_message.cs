using Npgsql;
using static FlashSale.Inventory.Tests.LedgerOfATest;

namespace FlashSale.Inventory.Tests.Ledger;

public sealed class When_a_batch_holds_a_bad_message(LedgerOfATest ledger) : IClassFixture<LedgerOfATest>
{
    [Theory]
    [InlineData(0, null)]
    [InlineData(-3, null)]
    [InlineData(1, "a character that\0no text of PostgreSQL can hold")]
    public async Task Should_fail_that_message_alone(int quantity, string? poison)
    {
        var product = await ledger.OpenSaleAsync(10);
        var bad = Allocate(poison ?? product, quantity);
        Task<LedgerDecision>[] decisions;
        await using (await ledger.HoldAsync(product))
        {
            // The first is on its way and waits for the row; what comes now shares the next transaction.
            decisions = [ledger.DecideAsync(Allocate(product)), .. Enumerable.Range(0, 3).Select(_ => ledger.DecideAsync(Allocate(product))),
                ledger.DecideAsync(bad), .. Enumerable.Range(0, 3).Select(_ => ledger.DecideAsync(Allocate(product)))];
        }

        await Should.ThrowAsync<PostgresException>(() => decisions[4]);
        (await Task.WhenAll(decisions.Where((_, place) => place != 4))).ShouldAllBe(decision => decision.Outcome == LedgerOutcome.Allocated);
        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 10, Available: 3, Allocated: 7, Sold: 0));
        (await ledger.MovementsAsync(bad.OrderId)).ShouldBe(0);
    }
}
