namespace FlashSale.Chaos.Scenarios;

sealed class F08RedisStandsStill() : Scenario("F08-redis-stands-still", "Redis is stopped for longer than its clients wait, three times, and then does what it was asked")
{
    public override async Task HurtAsync(Run run)
    {
        var since = Run.Now;
        for (var round = 0; round < 3; round++)
        {
            run.Servers.Pause(Harness.Servers.Redis);
            await run.PauseAsync(1.5, 3);
            run.Servers.Resume(Harness.Servers.Redis);
            await run.PauseAsync(1, 2);
        }

        var unknown = run.Journal.Entries.Count(entry => entry.At >= since && entry.Code == "outcome-unknown");
        run.Hit(unknown > 0, $"{unknown} orders were answered outcome-unknown");
    }
}
