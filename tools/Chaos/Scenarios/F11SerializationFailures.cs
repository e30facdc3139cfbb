using System.Globalization;

namespace FlashSale.Chaos.Scenarios;

sealed class F11SerializationFailures() : Scenario("F11-serialization-failures", "a third of the statements that write ledger, orders, payments or notices fail as if another transaction had been first (40001), by a trigger")
{
    static readonly string[] Tables = ["inventory.movements", "ordering.orders", "ordering.payments", "notifications.journal"];

    public override async Task HurtAsync(Run run)
    {
        // What a sequence has counted stays counted when its transaction is rolled back.
        await run.Servers.QueryAsync("""
            CREATE SCHEMA IF NOT EXISTS chaos;
            DROP SEQUENCE IF EXISTS chaos.conflicts;
            CREATE SEQUENCE chaos.conflicts;
            GRANT USAGE ON SCHEMA chaos TO PUBLIC;
            GRANT USAGE ON SEQUENCE chaos.conflicts TO PUBLIC;
            CREATE OR REPLACE FUNCTION chaos.conflict() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN
              IF random() < 0.33 THEN
                PERFORM nextval('chaos.conflicts');
                RAISE EXCEPTION 'could not serialize access due to concurrent update' USING ERRCODE = '40001';
              END IF;
              RETURN NULL;
            END $$;
            """);
        await run.Servers.ChangeEachAsync(Tables, table => $"CREATE TRIGGER conflict AFTER INSERT OR UPDATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION chaos.conflict()");
        await run.PauseAsync(7, 10);
        await run.Servers.ChangeEachAsync(Tables, table => $"DROP TRIGGER conflict ON {table}");
        var conflicts = Convert.ToInt64(await run.Servers.QueryAsync("SELECT last_value FROM chaos.conflicts"), CultureInfo.InvariantCulture);
        run.Hit(conflicts > 20, $"{conflicts} statements failed");
    }
}
