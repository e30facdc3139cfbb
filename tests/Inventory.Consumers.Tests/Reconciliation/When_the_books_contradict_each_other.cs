using FlashSale.Contracts;
using FlashSale.Inventory.Ledger;
using FlashSale.Inventory.Reconciliation;
using FlashSale.TestKit;
using static FlashSale.Inventory.Tests.Reconciliation.BooksUnderTest;

namespace FlashSale.Inventory.Tests.Reconciliation;

public sealed class When_the_books_contradict_each_other(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Fact]
    public async Task Should_find_a_submission_that_got_lost_and_publish_it_once()
    {
        var (product, _) = await books.OpenWithAnOrderAsync();
        var lost = await books.AdmitAsync(product, 2);
        var original = (await books.Sagas.HearAsync<OrderSubmitted>(lost.OrderId))[0];

        await books.UntilFoundAsync(product, Finding(FindingKind.SubmissionLost, lost.OrderId, 2));
        var again = await books.Sagas.HearAsync<OrderSubmitted>(lost.OrderId, times: 2);

        again[1].MessageId.ShouldBe(original.MessageId);
        again[1].Message.ShouldBe(original.Message);
        // It cannot be taken this time either: no saga is there. Two instances, many rounds, and no third time.
        await books.UntilWalkedAsync(product, 6);
        books.Sagas.Heard<OrderSubmitted>(lost.OrderId).Count.ShouldBe(2);
        (await books.FindingsAsync(product)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_try_again_when_it_is_not_known_whether_the_submission_was_published()
    {
        var (product, _) = await books.OpenWithAnOrderAsync();
        var lost = await books.AdmitAsync(product);
        // As one who died between the two steps.
        await books.Database.ExecuteAsync("INSERT INTO inventory.submissions_published_again (order_id, product_id) VALUES ($1, $2)", lost.OrderId, product);

        await books.Sagas.HearAsync<OrderSubmitted>(lost.OrderId, times: 2);
        await Poll.UntilAsync(() => books.Database.ScalarAsync<long>("SELECT count(*) FROM inventory.submissions_published_again WHERE order_id = $1 AND published_at IS NOT NULL", lost.OrderId),
            known => known == 1, "the outcome is known");
    }

    [Fact]
    public async Task Should_close_a_finding_that_is_gone()
    {
        var (product, _) = await books.OpenWithAnOrderAsync();
        await books.Look.HashIncrementAsync($"{{{product}}}:sale", "available", 3);
        await books.UntilFoundAsync(product, Finding(FindingKind.Counter, null, -3));

        await books.Look.HashIncrementAsync($"{{{product}}}:sale", "available", -3);

        await books.UntilFoundAsync(product);
        (await books.Database.ScalarAsync<long>("SELECT count(*) FROM inventory.findings WHERE product_id = $1 AND gone_at >= confirmed_at AND confirmed_at >= first_seen_at", product)).ShouldBe(1);
    }

    [Fact]
    public async Task Should_find_units_that_Redis_has_and_the_ledger_has_not_and_no_order_on_either_side_of_a_rejection()
    {
        var product = await books.OpenSaleAsync(units: 10, ledgerUnits: 8);
        await books.HoldAsync(product, "somebody");
        await books.UntilFoundAsync(product, Finding(FindingKind.Counter, null, -2));

        // Rejected in the ledger, and Redis is not told.
        var rejected = await books.BeginAsync(product, "other", 9);
        await books.DecideAsync(rejected, LedgerAction.Allocate);
        await books.MoveAsync(rejected, "Rejected");

        await books.UntilFoundAsync(product, Finding(FindingKind.ReleaseLost, rejected.OrderId, 9), Finding(FindingKind.Counter, null, 7));
    }

    [Fact]
    public async Task Should_find_a_release_that_Redis_was_not_told_of()
    {
        var (product, order) = await books.OpenWithAnOrderAsync();
        await books.DecideAsync(order, LedgerAction.Release);
        await books.MoveAsync(order, "Expired");
        await books.UntilFoundAsync(product, Finding(FindingKind.ReleaseLost, order.OrderId, 1));
    }

    [Theory]
    [InlineData("AwaitingPayment")]
    [InlineData("Completed")]
    public async Task Should_find_an_order_that_Redis_has_forgotten(string state)
    {
        var (product, _) = await books.OpenWithAnOrderAsync();
        var forgotten = await books.HoldAsync(product, "other", 3);
        if (state is "Completed")
            await books.DecideAsync(forgotten, LedgerAction.Commit);
        await books.MoveAsync(forgotten, state);
        await books.Look.HashDeleteAsync($"{{{product}}}:reservations", $"{forgotten.OrderId:D}");
        await books.UntilFoundAsync(product, Finding(FindingKind.ReservationLost, forgotten.OrderId, 3));
    }

    [Theory]
    [InlineData("Completed")]
    [InlineData("Expired")]
    [InlineData("Releasing")]
    public async Task Should_find_a_settlement_that_the_ledger_was_not_told_of(string state)
    {
        var (product, order) = await books.OpenWithAnOrderAsync();
        await books.MoveAsync(order, state);
        await books.UntilFoundAsync(product, Finding(FindingKind.SettlementLost, order.OrderId, 1));
    }

    [Fact]
    public async Task Should_compare_in_one_instance_alone()
    {
        var (product, _) = await books.OpenWithAnOrderAsync();
        await books.UntilWalkedAsync(product);
        const long Turn = 0x626F6F6B73;
        (await books.Database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database() AND locktype = 'advisory' AND granted AND (classid::bigint << 32 | objid::bigint) = $1", Turn)).ShouldBe(1);
    }
}
