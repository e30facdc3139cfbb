namespace FlashSale.Chaos.Scenarios;

/// <summary>The client library that has met READONLY takes the server for a replica until it asks again.</summary>
sealed class F31RedisIsReadOnly() : DoorScenario("F31-redis-read-only", "Redis is the replica of a primary that is not there for some seconds, then a primary again; the door opens within 2 s")
{
    public override async Task HurtAsync(Run run)
    {
        var closed = Run.Now;
        await run.Servers.RedisAsync("REPLICAOF", "127.0.0.1", "1");
        await run.PauseAsync(5, 7);
        await run.Servers.RedisAsync("REPLICAOF", "NO", "ONE");
        await WatchDoorAsync(run, closed, "Redis was read-only");
    }
}
