using FlashSale.Inventory.Ledger;
using FlashSale.ServiceDefaults.Faults;
using Npgsql;
using static FlashSale.Inventory.Tests.TestLedger;

namespace FlashSale.Inventory.Tests.Ledger;

public sealed class When_the_database_fails(TestLedger ledger) : IClassFixture<TestLedger>
{
    /// <summary>At the commit, that is: when the rows of the decision have long been sent.</summary>
    [Theory]
    [InlineData("RAISE EXCEPTION 'no commit' USING ERRCODE = 'disk_full'")]
    [InlineData("PERFORM pg_sleep(60)")]
    public async Task Should_tell_nobody_of_a_decision_that_was_not_committed(string atCommit)
    {
        var product = await ledger.OpenSaleAsync(10);
        await ledger.Database.ExecuteAsync($"""
            CREATE OR REPLACE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {atCommit}; RETURN NULL; END $$;
            DROP TRIGGER IF EXISTS at_commit ON inventory.movements;
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON inventory.movements DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW WHEN (NEW.product_id = '{product}') EXECUTE FUNCTION at_commit();
            """);
        await using var impatient = NpgsqlDataSource.Create(ledger.Database.ConnectionString + ";Command Timeout=1");
        var order = Allocate(product);

        var fault = await Should.ThrowAsync<NpgsqlException>(() => new StockLedger(impatient).DecideAsync([order]));

        InfrastructureFault.Is(fault).ShouldBeTrue();
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
