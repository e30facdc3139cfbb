namespace FlashSale.Chaos.Scenarios;

sealed class F07RedisIsFlushed() : RedisDataScenario("F07-redis-flushed", "FLUSHALL: the sale closes until stock, holds, limits and keys are rebuilt")
{
    protected override async Task LoseAsync(Run run) => await run.Servers.RedisAsync("FLUSHALL");
}
