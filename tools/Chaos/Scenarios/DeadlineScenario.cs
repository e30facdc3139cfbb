using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

/// <summary>Buyers who act within milliseconds of their order's deadline.</summary>
abstract class DeadlineScenario(string name, string story) : Scenario(name, story)
{
    const int Buyers = 160;
    const int MostMillisecondsBefore = 120;

    /// <summary>The scheduler looks four times a second, and the deadline's message takes its way: until then a payment wins.</summary>
    const int MostMillisecondsAfter = 700;

    // The harness and the processes that it races need the machine for themselves.
    public override double BuyersPerSecond => 8;

    protected const string Racer = "racer-";

    protected abstract Task ActAsync(Run run, string user, Guid order, int number);

    protected abstract void Prove(Run run, IReadOnlyList<Entry> journal);

    public override async Task HurtAsync(Run run)
    {
        var offsets = Enumerable.Range(0, Buyers).Select(_ => run.Random.Next(-MostMillisecondsBefore, MostMillisecondsAfter)).ToArray();
        var racers = new List<Task>();
        foreach (var (number, offset) in offsets.Index())
        {
            racers.Add(RaceAsync(run, run.NewUser(Racer), number, TimeSpan.FromMilliseconds(offset)));
            await Task.Delay(25);
        }

        await Task.WhenAll(racers);
        Prove(run, [.. run.Journal.Entries.Where(entry => entry.UserId.StartsWith(Racer, StringComparison.Ordinal))]);
    }

    async Task RaceAsync(Run run, string user, int number, TimeSpan offset)
    {
        if (await run.Counter.OrderAsync(user, key: null) is not { IsAccepted: true, OrderId: { } order })
            return;
        Entry seen;
        do
        {
            await Task.Delay(200);
            seen = await run.Counter.ReadAsync(user, order);
        }
        while (seen is { Due: null, OrderStatus: "Accepted" or "Allocating" or null });

        if (seen.Due is not { } due)
            return;
        if (due + offset - Run.Now is { Ticks: > 0 } wait)
            await Task.Delay(wait);
        await ActAsync(run, user, order, number);
        while ((await run.Counter.ReadAsync(user, order)).OrderStatus is not ("Completed" or "Expired" or "Cancelled" or "Declined" or "Rejected"))
            await Task.Delay(500);
    }

    protected static async Task PayAsync(Run run, string user, Guid order)
    {
        while (!(await run.Counter.PayAsync(user, order, $"race-{order:N}", Sale.Price, "succeeded")).IsTakenPayment)
            await Task.Delay(200);
    }

    /// <summary>How many of them saw each end.</summary>
    protected static int Ended(IReadOnlyList<Entry> journal, string end) =>
        journal.Where(entry => entry.Deed == Deed.Read && entry.OrderStatus == end).DistinctBy(entry => entry.OrderId).Count();
}
