namespace FlashSale.Chaos.Scenarios;

sealed class F11PostgresStandsStill() : Scenario("F11-postgres-stands-still", "PostgreSQL and all its sessions are stopped, their connections open")
{
    public override async Task HurtAsync(Run run)
    {
        var since = Run.Now;
        run.Servers.Pause(Harness.Servers.Postgres);
        // Beyond the 15 s that a statement may take.
        await run.PauseAsync(17, 19);
        run.Servers.Resume(Harness.Servers.Postgres);
        run.Hit(run.Unanswered(since) > 20, $"PostgreSQL stood still; {run.Unanswered(since)} requests had no answer or a 503");
    }
}
