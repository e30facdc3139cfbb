namespace FlashSale.Chaos.Scenarios;

sealed class F26RollingRestart() : Scenario("F26-rolling-restart", "two instances of each service; one after the other is told to stop, finishes what it has in hand, and starts again")
{
    // Eight processes that compile themselves anew fill two cores: at 12 a second nothing was idle for a minute, and now and then every
    // server went unheard for the second after which a buyer is told that the outcome is unknown.
    public override double BuyersPerSecond => 6;

    public override async Task PrepareAsync(Run run)
    {
        foreach (var service in Harness.Services.Names)
            await run.Services.EnsureAsync($"{service}.2");
    }

    public override async Task HurtAsync(Run run)
    {
        await PrepareAsync(run);
        var since = Run.Now;
        var slowest = TimeSpan.Zero;
        foreach (var name in Harness.Services.Names.SelectMany(service => (string[])[service, $"{service}.2"]))
        {
            var took = await run.Services[name].StopAsync();
            slowest = took > slowest ? took : slowest;
            await run.Services.StartAsync(name);
        }

        var entries = run.Journal.Entries.Where(entry => entry.At > since).ToArray();
        run.Hit(entries.Length > 500, $"8 processes were stopped and started under {entries.Length} requests; the slowest stop took {slowest.TotalSeconds:0.0} s, {entries.Count(entry => entry.Code == "ConnectionError")} requests met a closed port");
        // Beside another trouble a refusal has that for its reason.
        if (run.IsTroubledOtherwise)
            return;
        foreach (var bad in entries.Where(entry => entry.Status >= 500 || (entry.Status == 0 && entry.Code != "ConnectionError")).Take(10))
            run.Violations.Add($"{bad.Deed} of {bad.UserId}, order {bad.OrderId}, met {bad.Status} {bad.Code} at {bad.At:HH:mm:ss.fff}.");
    }
}
