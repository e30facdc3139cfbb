namespace FlashSale.Chaos.Scenarios;

/// <summary>For a while PostgreSQL refuses what every message of the sagas needs, for a reason that is none of theirs. No message may be set aside for it.</summary>
/// <param name="name">The scenario.</param>
/// <param name="story">What happens.</param>
/// <param name="error">What PostgreSQL says to it, in its log.</param>
abstract class CommonCauseScenario(string name, string story, string error) : Scenario(name, story)
{
    // Four redeliveries are used up long before the cause is gone.
    static readonly (string, string) Redeliveries = ("FLASHSALE_REDELIVERY_SECONDS", "1,1,1,1");
    static readonly TimeSpan Time = TimeSpan.FromSeconds(30);

    public override double BuyersPerSecond => 12;

    /// <summary>What it needs to be there before the sagas start.</summary>
    /// <returns>Further settings for them.</returns>
    protected virtual Task<IReadOnlyList<(string Name, string Value)>> SetUpAsync(Run run) => Task.FromResult<IReadOnlyList<(string, string)>>([]);

    protected abstract Task BreakAsync(Run run);

    protected abstract Task MendAsync(Run run);

    public override async Task HurtAsync(Run run)
    {
        var settings = await SetUpAsync(run);
        await run.Services["sagas"].StopAsync();
        await run.Services.StartAsync("sagas", [Redeliveries, .. settings]);
        await run.PauseAsync(2, 3);
        var before = await CountErrorsAsync(run);
        await BreakAsync(run);
        try
        {
            await Task.Delay(Time);
        }
        finally
        {
            await MendAsync(run);
        }

        var (refused, waiting) = (await CountErrorsAsync(run) - before, (await run.Observer.LookAsync(run.Sale.ProductId)).Open);
        run.Hit(refused > 5 && waiting > 20, $"PostgreSQL refused {refused} statements of the sagas; {waiting} orders waited");
        // Enough to see whether what waited goes on at once; then with the settings of the others again.
        await run.PauseAsync(6, 8);
        await run.Services["sagas"].StopAsync();
        await run.Services.StartAsync("sagas");
    }

    async Task<int> CountErrorsAsync(Run run) =>
        (await File.ReadAllLinesAsync(Path.Combine(run.Home, "logs", "postgres.log"))).Count(line => line.Contains("ERROR", StringComparison.Ordinal) && line.Contains(error, StringComparison.Ordinal) && line.Contains("timeline", StringComparison.Ordinal));
}
