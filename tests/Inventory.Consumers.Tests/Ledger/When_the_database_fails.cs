using Npgsql;
using static FlashSale.Inventory.Tests.LedgerOfATest;

namespace FlashSale.Inventory.Tests.Ledger;

public sealed class When_the_database_fails(LedgerOfATest ledger) : IClassFixture<LedgerOfATest>
{
    [Fact]
    public async Task Should_tell_nobody_of_a_decision_that_was_not_committed()
    {
        // Fails at the commit itself, when the rows of the decision have long been sent to us.
        await ledger.Database.ExecuteAsync("""
            CREATE FUNCTION fail_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no commit' USING ERRCODE = 'disk_full'; END $$;
            CREATE CONSTRAINT TRIGGER fail_at_commit AFTER INSERT ON inventory.movements DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW WHEN (NEW.quantity = 7) EXECUTE FUNCTION fail_at_commit();
            """);
        var product = await ledger.OpenSaleAsync(10);
        var order = Allocate(product, quantity: 7);

        var fault = await Should.ThrowAsync<PostgresException>(() => ledger.DecideAsync(order));

        fault.SqlState.ShouldBe(PostgresErrorCodes.DiskFull);
        (await ledger.MovementsAsync(order.OrderId)).ShouldBe(0);
        (await ledger.BooksAsync(product)).Available.ShouldBe(10);
    }

    [Fact]
    public async Task Should_fail_every_message_of_the_batch_and_decide_each_when_it_comes_again()
    {
        var product = await ledger.OpenSaleAsync(10);
        var orders = Enumerable.Range(0, 5).Select(_ => Allocate(product)).ToArray();
        Task<LedgerDecision>[] attempts;
        await using (await ledger.HoldAsync(product))
        {
            var first = ledger.DecideAsync(Allocate(product, quantity: 2));
            await ledger.UntilSomeoneWaitsForALockAsync();
            attempts = [first, .. orders.Select(ledger.DecideAsync)];
            await ledger.KillWaitingSessionsAsync();
            await Should.ThrowAsync<PostgresException>(() => first);
            await ledger.UntilSomeoneWaitsForALockAsync();
            await ledger.KillWaitingSessionsAsync();
            foreach (var attempt in attempts[1..])
                (await Should.ThrowAsync<PostgresException>(() => attempt)).SqlState.ShouldBe(PostgresErrorCodes.AdminShutdown);
        }

        foreach (var order in orders)
            (await ledger.DecideAsync(order)).Outcome.ShouldBe(LedgerOutcome.Allocated);
        (await ledger.BooksAsync(product)).ShouldBe(new(Total: 10, Available: 5, Allocated: 5, Sold: 0));
    }
}
