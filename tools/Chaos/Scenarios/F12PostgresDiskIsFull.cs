namespace FlashSale.Chaos.Scenarios;

sealed class F12PostgresDiskIsFull() : Scenario("F12-postgres-disk-full", "every insert into ledger, timeline and payments is answered with disk full (53100), by a trigger in the disk's place")
{
    static readonly string[] Tables = ["inventory.movements", "ordering.timeline", "ordering.payments", "notifications.journal"];

    public override async Task HurtAsync(Run run)
    {
        var since = Run.Now;
        await run.Servers.QueryAsync("""
            CREATE SCHEMA IF NOT EXISTS chaos;
            CREATE OR REPLACE FUNCTION chaos.disk_full() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
            """);
        await run.Servers.ChangeEachAsync(Tables, table => $"CREATE TRIGGER disk_full BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION chaos.disk_full()");
        await run.PauseAsync(7, 10);
        var waiting = await run.Services.MetricsAsync("sagas");
        await run.Servers.ChangeEachAsync(Tables, table => $"DROP TRIGGER disk_full ON {table}");
        var refused = run.Journal.Entries.Count(entry => entry.At > since && entry.Deed == Shop.Deed.Pay && entry.Status == 503);
        run.Hit(waiting.Contains("flashsale_faults_waits_total", StringComparison.Ordinal), $"messages waited for PostgreSQL; {refused} callbacks were answered 503");
    }
}
