namespace FlashSale.Chaos.Scenarios;

sealed class F18EverythingIsReplayed() : Scenario("F18-everything-is-replayed", "when all orders have ended and the inboxes have forgotten, every message of the run is delivered once more, in any order")
{
    const string Tap = "chaos-tap";

    static readonly string[] Exchanges =
    [
        "order-state", "refund", "allocate-stock", "commit-stock", "release-stock",
        "order-confirmed", "order-expired", "order-cancelled", "order-declined", "order-rejected",
    ];

    public override double BuyersPerSecond => 8;

    public override bool IsComposable => false;

    public override Task PrepareAsync(Run run) => run.Observer.Broker.TapAsync(Tap, Exchanges);

    public override Task HurtAsync(Run run) => run.PauseAsync(8, 10);

    public override async Task LookBackAsync(Run run)
    {
        var messages = (await run.Observer.Broker.TakeAsync(Tap, 20_000)).ToArray();
        await run.Observer.Broker.RemoveAsync(Tap);
        run.Random.Shuffle(messages);
        var before = await run.Observer.CollectAsync(run.Sale, run.Journal);
        run.InboxForgot = true;
        await run.Servers.QueryAsync("TRUNCATE ordering.inbox, inventory.inbox, notifications.inbox");
        await Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (message, _) => await run.Observer.Broker.PublishAgainAsync(message));
        await Harness.Eventually.HoldsAsync(run.Observer.Broker.QueuesAsync, queues => queues.Count == 0, "every queue is empty again", TimeSpan.FromSeconds(60));

        var after = await run.Observer.CollectAsync(run.Sale, run.Journal);
        run.Hit(messages.Length > 500, $"{messages.Length} messages of {messages.Select(message => message.Exchange).Distinct(StringComparer.Ordinal).Count()} exchanges were delivered again");
        Compare(run, "orders", before.Orders, after.Orders);
        Compare(run, "movements", before.Movements, after.Movements);
        Compare(run, "refunds", before.Refunds, after.Refunds);
        Compare(run, "notices", before.Notices, after.Notices);
        if (before.Stock != after.Stock || before.Redis.Available != after.Redis.Available)
            run.Violations.Add($"The books moved: {before.Stock} to {after.Stock}, Redis {before.Redis.Available} to {after.Redis.Available}.");
    }

    static void Compare<T>(Run run, string what, IReadOnlyList<T> before, IReadOnlyList<T> after)
    {
        foreach (var changed in after.Except(before).Take(5))
            run.Violations.Add($"The replay changed {what}: {changed}.");
        if (before.Count != after.Count)
            run.Violations.Add($"The replay changed {what}: there were {before.Count}, there are {after.Count}.");
    }
}
