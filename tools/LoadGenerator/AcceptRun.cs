using FlashSale.Benchmarks;
using FlashSale.LoadGenerator.Closed;
using FlashSale.LoadGenerator.Report;
using FlashSale.LoadGenerator.Truth;

namespace FlashSale.LoadGenerator;

/// <summary>The scenarios, one after the other, on an installation that nobody else uses.</summary>
static class AcceptRun
{
    public static async Task<AcceptReport> RunAsync(AcceptOptions options)
    {
        var settings = await Installation.ReadSettingsAsync();
        using var shop = new Shop(settings);
        using var redis = new RedisOfTheRun(new(settings["FLASHSALE_REDIS"]));

        ProgressLine.Say("calibration: redis-benchmark");
        var calibration = await RedisCalibration.RunAsync(new(settings["FLASHSALE_REDIS"]), redis.LoadScriptAsync);
        await redis.ForgetAsync("bench:");
        using var closed = new ClosedLoop(settings, shop, redis, options.Seconds);
        var scenarios = await closed.RunAsync();

        return new()
        {
            Machine = Machine.Read(),
            At = TimeProvider.System.GetUtcNow(),
            Seconds = options.Seconds,
            BarePost = closed.Calibration,
            Redis = calibration,
            Scenarios = scenarios,
            Goals = [.. ClosedGoals(scenarios)],
        };
    }

    static IEnumerable<Goal> ClosedGoals(IReadOnlyList<ScenarioResult> scenarios)
    {
        var accept = At200("accept");
        yield return Goal.AtLeast("accept, 200 connections, key in every request: ratio to bare-post", 0.35, accept.Ratio!.Value);
        yield return Goal.Below("accept, 200 connections: p99", 20, accept.Outcomes[0].P99, "ms");
        yield return Goal.AtLeast("sold out, no key: ratio to bare-post", 0.8, At200("sold out, no key").Ratio!.Value);
        yield return Goal.AtLeast("sold out, fresh key: ratio to bare-post", 0.4, At200("sold out, fresh key").Ratio!.Value);

        ScenarioResult At200(string name) => scenarios.First(scenario => scenario.Name == name && scenario.Connections == 200);
    }
}
