namespace FlashSale.Chaos.Scenarios;

sealed class F07RedisIsEmpty() : RedisDataScenario("F07-redis-empty", "Redis is killed and starts without its file: the sale closes until it is rebuilt")
{
    protected override async Task LoseAsync(Run run)
    {
        await run.Servers.KillAsync(Harness.Servers.Redis);
        Directory.Delete(Path.Combine(run.Home, "data", "redis", "appendonlydir"), recursive: true);
        await run.Servers.StartAsync(Harness.Servers.Redis);
    }
}
