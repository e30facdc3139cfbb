using System.Globalization;
using System.Net.Http.Json;

namespace FlashSale.Chaos.Scenarios;

/// <summary>A provider keeps keys for a time only, or not at all: then to ask again with the same key is to ask for a second refund. It can be asked whether it has made one.</summary>
sealed class F31ProviderForgetsKeys() : Scenario("F31-provider-forgets-keys", "the payment provider forgets idempotency keys at once, by a trigger; it fails, and hangs, after it has refunded")
{
    const int Faults = 6;

    public override async Task HurtAsync(Run run)
    {
        await run.Servers.QueryAsync("""
            CREATE SCHEMA IF NOT EXISTS chaos;
            CREATE OR REPLACE FUNCTION chaos.forget_key() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN NEW.idempotency_key := NEW.idempotency_key || ' forgotten ' || NEW.refund_id; RETURN NEW; END $$;
            CREATE OR REPLACE TRIGGER forget_key BEFORE INSERT ON sandbox.refunds FOR EACH ROW EXECUTE FUNCTION chaos.forget_key();
            """);
        try
        {
            using var http = new HttpClient();
            var unused = 0;
            foreach (var mode in (string[])["fail-after", "hang"])
            {
                using var answer = await http.PostAsJsonAsync(new Uri(run.Services.ApiAddresses[0], "/api/sandbox/refunds/faults"), new { mode, count = Faults });
                answer.EnsureSuccessStatusCode();
                await run.PauseAsync(7, 8);
                unused += Convert.ToInt32(await run.Servers.QueryAsync("SELECT remaining FROM sandbox.refund_faults"), CultureInfo.InvariantCulture);
            }

            // Those that were not answered come again.
            await run.PauseAsync(6, 7);
            run.Hit(unused < Faults, $"{(2 * Faults) - unused} refunds were made and their answers lost, and no key was remembered");
        }
        finally
        {
            await run.Servers.QueryAsync("DROP TRIGGER forget_key ON sandbox.refunds");
        }
    }
}
