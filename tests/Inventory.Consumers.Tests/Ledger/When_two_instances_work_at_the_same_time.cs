using FlashSale.Inventory.Ledger;

using static FlashSale.Inventory.Tests.TestLedger;

namespace FlashSale.Inventory.Tests.Ledger;

public sealed class When_two_instances_work_at_the_same_time(TestLedger ledger) : IClassFixture<TestLedger>
{
    const int Orders = 600;
    const int UnitsOfEach = 250;

    /// <summary>Every order is allocated, then sold or given back; every command comes two or three times, from either instance.</summary>
    [Fact]
    public async Task Should_balance_the_books_and_decide_each_order_once()
    {
        var seed = Environment.TickCount;
        var products = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ledger.OpenSaleAsync(UnitsOfEach)));
        var random = new Random(seed);
        var orders = Enumerable.Range(0, Orders).Select(_ => (Command: Allocate(products[random.Next(3)], random.Next(1, 4)), Sells: random.Next(2) == 0)).ToArray();

        var settled = await Task.WhenAll(orders.Select(order => Task.Run(() => RunAsync(order.Command, order.Sells))));

        foreach (var product in products)
        {
            var of = settled.Where(order => string.Equals(order.Command.ProductId, product, StringComparison.Ordinal)).ToArray();
            var allocated = of.Where(order => order.Decision.Outcome == LedgerOutcome.Allocated).Sum(order => order.Command.Quantity);
            var sold = of.Where(order => order.Settlement == LedgerOutcome.Committed).Sum(order => order.Command.Quantity);
            (await ledger.BooksAsync(product)).ShouldBe(new(UnitsOfEach, UnitsOfEach - sold, Allocated: 0, sold), $"seed {seed}");
            (await ledger.UnitsMovedAsync(product, "allocated")).ShouldBe(allocated, $"seed {seed}");
            (await ledger.UnitsMovedAsync(product, "committed")).ShouldBe(sold, $"seed {seed}");
            (await ledger.UnitsMovedAsync(product, "released")).ShouldBe(allocated - sold, $"seed {seed}");
        }
    }

    [Fact]
    public async Task Should_hold_exactly_the_total_when_more_is_asked_for()
    {
        var product = await ledger.OpenSaleAsync(UnitsOfEach);
        var orders = Enumerable.Range(0, Orders).Select(_ => Allocate(product)).ToArray();

        var decisions = await Task.WhenAll(orders.Select(order => Task.Run(() => RepeatedlyAsync(order))));

        decisions.Count(decision => decision.Outcome == LedgerOutcome.Allocated).ShouldBe(UnitsOfEach);
        (await ledger.BooksAsync(product)).ShouldBe(new(UnitsOfEach, Available: 0, UnitsOfEach, Sold: 0));
        (await ledger.UnitsMovedAsync(product, "allocated")).ShouldBe(UnitsOfEach);
    }

    /// <summary>Payment against expiry, both sent for each order: whichever comes first is on record, the other is refused, whoever repeats it.</summary>
    [Fact]
    public async Task Should_settle_an_order_one_way_only()
    {
        var product = await ledger.OpenSaleAsync(UnitsOfEach);
        var orders = Enumerable.Range(0, UnitsOfEach).Select(_ => Allocate(product)).ToArray();
        await Task.WhenAll(orders.Select(ledger.DecideAsync));

        var sold = await Task.WhenAll(orders.Select(order => Task.Run(async () =>
        {
            var both = await Task.WhenAll(SettlesAsync(Commit(order), ledger.Instance), SettlesAsync(Release(order), ledger.OtherInstance));
            both.Count(settled => settled).ShouldBe(1);
            (await SettlesAsync(Commit(order), ledger.OtherInstance)).ShouldBe(both[0]);
            (await SettlesAsync(Release(order), ledger.Instance)).ShouldBe(both[1]);
            return both[0];
        })));

        var count = sold.Count(isSold => isSold);
        (await ledger.BooksAsync(product)).ShouldBe(new(UnitsOfEach, UnitsOfEach - count, Allocated: 0, count));
    }

    async Task<(LedgerCommand Command, LedgerDecision Decision, LedgerOutcome? Settlement)> RunAsync(LedgerCommand command, bool sells)
    {
        var decision = await RepeatedlyAsync(command);
        if (decision.Outcome == LedgerOutcome.Rejected)
            return (command, decision, null);

        var settlement = await RepeatedlyAsync(sells ? Commit(command) : Release(command));
        (await ledger.OtherInstance.DecideAsync(command, CancellationToken.None)).ShouldBe(decision);
        return (command, decision, settlement.Outcome);
    }

    /// <summary>Gives the command to both instances at once, twice to one of them.</summary>
    async Task<LedgerDecision> RepeatedlyAsync(LedgerCommand command)
    {
        var decisions = await Task.WhenAll(
            ledger.Instance.DecideAsync(command, CancellationToken.None),
            ledger.OtherInstance.DecideAsync(command, CancellationToken.None),
            ledger.Instance.DecideAsync(command, CancellationToken.None));
        decisions.Distinct().Count().ShouldBe(1);
        return decisions[0];
    }

    static async Task<bool> SettlesAsync(LedgerCommand command, LedgerCommits instance)
    {
        try
        {
            await instance.DecideAsync(command, CancellationToken.None);
            return true;
        }
        catch (LedgerConflictException)
        {
            return false;
        }
    }
}
