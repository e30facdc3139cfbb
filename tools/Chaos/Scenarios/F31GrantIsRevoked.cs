namespace FlashSale.Chaos.Scenarios;

/// <summary>The services' own role owns all tables here: the sagas get one that has only what it was granted.</summary>
sealed class F31GrantIsRevoked() : CommonCauseScenario("F31-grant-revoked", "the sagas' role may not insert into ordering.timeline for 30 s, and redeliveries come after 1 s each", "permission denied")
{
    const string Role = "chaos_sagas";

    protected override async Task<IReadOnlyList<(string Name, string Value)>> SetUpAsync(Run run)
    {
        await run.Servers.QueryAsync($$"""
            DO $$ DECLARE house text; BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{{Role}}') THEN CREATE ROLE {{Role}} LOGIN PASSWORD '{{Role}}'; END IF;
              FOR house IN SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' LOOP
                EXECUTE format('GRANT ALL ON SCHEMA %1$I TO {{Role}}', house);
                EXECUTE format('GRANT ALL ON ALL TABLES IN SCHEMA %1$I TO {{Role}}', house);
                EXECUTE format('GRANT ALL ON ALL SEQUENCES IN SCHEMA %1$I TO {{Role}}', house);
                EXECUTE format('GRANT ALL ON ALL ROUTINES IN SCHEMA %1$I TO {{Role}}', house);
              END LOOP;
            END $$
            """);
        return [("FLASHSALE_POSTGRES", $"postgresql://{Role}:{Role}@127.0.0.1:{run.Services.Wire("sagas", Harness.Servers.Postgres).Port}/flashsale")];
    }

    protected override Task BreakAsync(Run run) => run.Servers.QueryAsync($"REVOKE INSERT ON ordering.timeline FROM {Role}");

    protected override Task MendAsync(Run run) => run.Servers.QueryAsync($"GRANT INSERT ON ordering.timeline TO {Role}");
}
