namespace FlashSale.Chaos.Scenarios;

/// <summary>An operator's mistake, or a broker that lost its disk: what the queues held is gone. PostgreSQL knows what is awaited and asks again.</summary>
sealed class F30QueuesPurged() : Scenario("F30-queues-purged", "one consumer after the other is away, and what has come to its queues meanwhile is purged; every order finds its end")
{
    /// <summary>Whose queues are purged while it is away.</summary>
    static readonly (string Service, string[] Queues)[] Losses =
    [
        ("sagas", ["order-state", "refund"]),
        ("inventory", ["allocate-stock", "commit-stock", "release-stock"]),
        ("notifications", ["order-confirmed", "order-expired", "order-cancelled", "order-declined", "order-rejected"]),
    ];

    public override double BuyersPerSecond => 12;

    public override async Task HurtAsync(Run run)
    {
        run.LoseMessages();
        foreach (var (service, queues) in Losses)
        {
            await run.Services[service].KillAsync();
            await run.PauseAsync(3, 4);
            var purged = 0;
            foreach (var queue in queues)
                purged += await run.Observer.Broker.PurgeAsync(queue);
            await run.Services.StartAsync(service);
            run.Hit(purged > 3, $"{purged} messages to {service} were purged");
        }
    }

    public override Task LookBackAsync(Run run) => LostMessages.JudgeAsync(run);
}
