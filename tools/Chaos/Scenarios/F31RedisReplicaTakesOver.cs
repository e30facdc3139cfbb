using FlashSale.Chaos.Harness;

namespace FlashSale.Chaos.Scenarios;

/// <summary>As with an address that follows the primary: whoever is connected stays with the server that only reads now, and has to leave it.</summary>
sealed class F31RedisReplicaTakesOver() : DoorScenario("F31-redis-replica-takes-over", "a replica takes over behind the same address, and later gives back; old connections answer READONLY; the door opens within 2 s")
{
    public override async Task HurtAsync(Run run)
    {
        await using var replica = await run.StartRedisReplicaAsync();
        var closed = Run.Now;
        await replica.TakeOverAsync();
        LeadTo(run, replica.Port);
        await WatchDoorAsync(run, closed, "a replica took over");

        closed = Run.Now;
        await replica.GiveBackAsync();
        LeadTo(run, run.RedisPort);
        await WatchDoorAsync(run, closed, "the first one took over again");
    }

    static void LeadTo(Run run, int port)
    {
        foreach (var wire in run.Services.WiresTo(Servers.Redis))
            wire.LeadTo("127.0.0.1", port);
    }
}
