namespace FlashSale.Chaos.Scenarios;

sealed class F10PostgresCrashes() : Scenario("F10-postgres-crashes", "PostgreSQL stops at once, without a checkpoint, and recovers from its log")
{
    public override async Task HurtAsync(Run run)
    {
        var (pid, since) = (run.Servers.Pid(Harness.Servers.Postgres), Run.Now);
        await run.Servers.StopPostgresImmediatelyAsync();
        await run.PauseAsync(2, 6);
        await run.Servers.StartAsync(Harness.Servers.Postgres);
        run.Hit(run.Servers.Pid(Harness.Servers.Postgres) != pid && run.Unanswered(since) > 0, $"PostgreSQL (pid {pid}) was gone; {run.Unanswered(since)} requests had no answer or a 503");
    }
}
