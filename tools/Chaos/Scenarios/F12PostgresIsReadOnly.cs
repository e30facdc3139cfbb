namespace FlashSale.Chaos.Scenarios;

sealed class F12PostgresIsReadOnly() : Scenario("F12-postgres-read-only", "every transaction in PostgreSQL is read-only")
{
    public override async Task HurtAsync(Run run)
    {
        var since = Run.Now;
        await run.Servers.QueryAsync("ALTER SYSTEM SET default_transaction_read_only = on");
        await run.Servers.QueryAsync("SELECT pg_reload_conf()");
        await run.PauseAsync(7, 10);
        var refused = run.Journal.Entries.Count(entry => entry.At > since && entry.Deed == Shop.Deed.Pay && entry.Status == 503);
        var waiting = (await run.Services.MetricsAsync("sagas")).Contains("flashsale_faults_waits_total", StringComparison.Ordinal);
        await run.Servers.QueryAsync("ALTER SYSTEM RESET default_transaction_read_only");
        await run.Servers.QueryAsync("SELECT pg_reload_conf()");
        run.Hit(waiting, $"messages of the sagas waited for PostgreSQL; {refused} callbacks were answered 503");
    }
}
