using System.Globalization;

namespace FlashSale.Chaos.Scenarios;

/// <summary>
/// A virtual machine that is moved or paused: it holds transactions, leases and messages, and says nothing. PostgreSQL runs as it is installed, without
/// limits of its own: whoever opens a transaction has to bring the limit along.
/// </summary>
sealed class F31SagasHostFrozen() : Scenario("F31-sagas-host-frozen", "one of two hosts of the sagas is frozen inside a transaction for minutes, under plain settings of PostgreSQL; then it goes on where it was")
{
    static readonly string[] Limits = ["idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout"];

    /// <summary>A session that another process works with is not idle for so long.</summary>
    const string OfTheFrozen = "FROM pg_stat_activity WHERE application_name LIKE 'flashsale-%' AND state = 'idle in transaction' AND state_change < now() - interval '1.5 s'";

    public override double BuyersPerSecond => 8;

    public override int Stock => 2_000;

    public override async Task PrepareAsync(Run run)
    {
        // Before what a role or a connection sets for itself, after what the server was started with.
        foreach (var limit in Limits)
            await run.Servers.QueryAsync($"ALTER DATABASE flashsale SET {limit} = 0");
        await run.Servers.EndSessionsAsync();
        await run.Services.EnsureAsync("sagas.2");
    }

    public override async Task HurtAsync(Run run)
    {
        // What the frozen host has in hand is shown by no marker.
        run.LosesMessages = true;
        await PrepareAsync(run);
        try
        {
            var began = Run.Now;
            if (await FreezeInTransactionAsync(run) is not { } pids)
            {
                run.Hit(happened: false, "the sagas were frozen inside a transaction");
                return;
            }

            await Task.Delay(run.Freeze);
            var open = (long)(await run.Servers.QueryAsync($"SELECT count(*) FROM pg_stat_activity WHERE pid IN ({pids}) AND state = 'idle in transaction'"))!;
            var stuck = (long)(await run.Servers.QueryAsync(string.Create(CultureInfo.InvariantCulture, $"""
                SELECT count(*) FROM ordering.orders WHERE product_id = '{run.Sale.ProductId}' AND accepted_at < now() - interval '{run.Freeze.TotalSeconds} s'
                  AND state IN ('Allocating', 'AwaitingPayment', 'Confirmed', 'Releasing')
                """)))!;
            run.Services["sagas"].Resume();
            run.Hit(happened: true, $"sagas (pid {run.Services["sagas"].Pid}) stood still for {(Run.Now - began).TotalSeconds:0} s, {pids.Split(',').Length} transactions open");
            if (open > 0)
                run.Violations.Add($"{open} transactions of the frozen host were still open after {run.Freeze.TotalSeconds} s.");
            if (stuck > 0)
                run.Violations.Add($"{stuck} orders that were there before the freeze had not ended after {run.Freeze.TotalSeconds} s.");
        }
        finally
        {
            run.Services["sagas"].Resume();
            foreach (var limit in Limits)
                await run.Servers.QueryAsync($"ALTER DATABASE flashsale RESET {limit}");
            await run.Servers.EndSessionsAsync();
        }
    }

    /// <summary>Freezes again and again, until the moment was one inside a transaction that has written.</summary>
    /// <returns>The sessions whose transactions are open, with commas between; null when there never were any.</returns>
    static async Task<string?> FreezeInTransactionAsync(Run run)
    {
        for (var attempt = 0; attempt < 40; attempt++)
        {
            run.Services["sagas"].Pause();
            await Task.Delay(TimeSpan.FromSeconds(2));
            if (await run.Servers.QueryAsync($"SELECT string_agg(pid::text, ',') {OfTheFrozen} AND backend_xid IS NOT NULL") is string pids)
                return pids;
            run.Services["sagas"].Resume();
            await run.PauseAsync(0.2, 0.6);
        }

        return null;
    }
}
