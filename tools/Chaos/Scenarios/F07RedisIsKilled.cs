namespace FlashSale.Chaos.Scenarios;

sealed class F07RedisIsKilled() : Scenario("F07-redis-killed", "Redis is killed and starts again from its append-only file: nothing is lost")
{
    public override async Task HurtAsync(Run run)
    {
        var (pid, since) = (run.Servers.Pid(Harness.Servers.Redis), Run.Now);
        await run.Servers.KillAsync(Harness.Servers.Redis);
        await run.PauseAsync(2, 5);
        await run.Servers.StartAsync(Harness.Servers.Redis);
        run.Hit(run.Servers.Pid(Harness.Servers.Redis) != pid && run.Unanswered(since) > 0, $"Redis (pid {pid}) was killed; {run.Unanswered(since)} requests had no answer or a 503");
    }
}
