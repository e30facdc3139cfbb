using FlashSale.Contracts;
using FlashSale.Inventory.Ledger;
using FlashSale.Inventory.Reconciliation;
using FlashSale.TestKit;
using static FlashSale.Inventory.Tests.Reconciliation.BooksUnderTest;

namespace FlashSale.Inventory.Tests.Reconciliation;

public sealed class When_an_operator_repairs_the_books(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Fact]
    public async Task Should_make_Redis_anew_and_balance()
    {
        var (product, _) = await books.OpenWithAnOrderAsync();
        var (forgotten, released) = (await books.HoldAsync(product, "alice", 3), await books.HoldAsync(product, "bob", 4));
        await books.Look.HashDeleteAsync($"{{{product}}}:reservations", $"{forgotten.OrderId:D}");
        await books.DecideAsync(released, LedgerAction.Release);
        await books.MoveAsync(released, "Expired");
        await books.Look.HashIncrementAsync($"{{{product}}}:sale", "available", -5);
        await books.UntilFoundAsync(product, Finding(FindingKind.ReservationLost, forgotten.OrderId, 3), Finding(FindingKind.ReleaseLost, released.OrderId, 4), Finding(FindingKind.Counter, null, 5));

        (await books.AskAsync(product, apply: false)).ShouldHaveSingleItem().ShouldContain("would be closed and rebuilt");
        (await books.EpochAsync(product)).ShouldBe(1, "a dry run changes nothing");
        await Poll.UntilAsync(() => books.AskAsync(product, apply: true), said => said is [var one] && one.Contains("is closed and being rebuilt", StringComparison.Ordinal), "the broker answered in time and the sale is rebuilt");

        await books.ReopenedAsync(product);
        (await books.RedisAsync(product)).ShouldBe((16, 4));
        await books.UntilFoundAsync(product);
        (await books.AskAsync(product, apply: false)).ShouldBe([$"{product}: balanced"]);
    }

    [Fact]
    public async Task Should_not_forget_a_lost_submission_by_a_rebuild()
    {
        var (product, _) = await books.OpenWithAnOrderAsync();
        var lost = await books.AdmitAsync(product, 2);
        await books.Look.HashIncrementAsync($"{{{product}}}:sale", "available", 1);
        await books.UntilFoundAsync(product, Finding(FindingKind.SubmissionLost, lost.OrderId, 2), Finding(FindingKind.Counter, null, -1));
        await books.Sagas.HearAsync<OrderSubmitted>(lost.OrderId, times: 2);

        var done = await books.AskAsync(product, apply: true);

        done[0].ShouldBe($"{product}: 1 of 1 lost submissions published again: {lost.OrderId}");
        done[1].ShouldStartWith($"{product}: not rebuilt while submissions are lost");
        await books.Sagas.HearAsync<OrderSubmitted>(lost.OrderId, times: 3);
        (await books.EpochAsync(product)).ShouldBe(1);
    }

    [Fact]
    public async Task Should_leave_to_a_person_what_the_ledger_was_not_told_of()
    {
        var (product, order) = await books.OpenWithAnOrderAsync();
        await books.MoveAsync(order, "Completed");
        await books.UntilFoundAsync(product, Finding(FindingKind.SettlementLost, order.OrderId, 1));
        (await books.AskAsync(product, apply: true)).ShouldHaveSingleItem().ShouldContain($"replay its dead letter in commit-stock_error or release-stock_error: {order.OrderId}");
        (await books.EpochAsync(product)).ShouldBe(1);
    }

    [Fact]
    public async Task Should_look_at_once_and_confirm_what_is_there()
    {
        var (product, _) = await books.OpenWithAnOrderAsync();
        await books.Look.HashIncrementAsync($"{{{product}}}:sale", "available", -2);
        (await books.AskAsync(product, apply: false)).ShouldHaveSingleItem().ShouldContain("would be closed");
        (await books.FindingsAsync(product)).ShouldBe([Finding(FindingKind.Counter, null, 2)]);
    }

    [Fact]
    public async Task Should_record_who_and_why_and_what()
    {
        var (product, _) = await books.OpenWithAnOrderAsync();
        await books.AskAsync(product, apply: true);
        (await books.Database.ScalarAsync<string>("SELECT requested_by || ', ' || reason || ', ' || done[1] FROM inventory.reconciliations WHERE product_id = $1 AND apply", product))
            .ShouldBe($"erin, a test, {product}: balanced");
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => books.Database.ExecuteAsync("SELECT inventory.ask_reconciliation($1, $2, true, 'erin', '')", Guid.NewGuid(), product)))
            .SqlState.ShouldBe(Npgsql.PostgresErrorCodes.CheckViolation);
    }
}
