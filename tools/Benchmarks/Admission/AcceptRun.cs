using FlashSale.Benchmarks.Admission.Closed;
using FlashSale.Benchmarks.Admission.Open;
using FlashSale.Benchmarks.Admission.Report;
using FlashSale.Benchmarks.Admission.Truth;
using FlashSale.Benchmarks.Shared;
using FlashSale.Client;

namespace FlashSale.Benchmarks.Admission;

/// <summary>The scenarios, one after the other, on an installation that nobody else uses.</summary>
static class AcceptRun
{
    /// <summary>
    /// Requests a second to a sale, and tokens of the bucket of the one address that all requests come from: both limits are on, and
    /// neither refuses. The bucket of a user has its default.
    /// </summary>
    public const int LimitThatNeverRefuses = 1_000_000;

    // The most there is.
    const int AddressRate = 10_000;

    public static async Task<AcceptReport> RunAsync(AcceptOptions options)
    {
        var settings = await Installation.ReadSettingsAsync();
        using var shop = MeasuredShop.Open(settings);
        using var redis = new RedisOfTheRun(new(settings["FLASHSALE_REDIS"]));
        using var closed = new ClosedLoop(settings, shop, redis, options.Seconds, options.Connections);
        using var open = new OpenLoop(settings, shop, redis);
        await shop.LimitAddressesAsync(LimitThatNeverRefuses, AddressRate);
        RedisCalibration? calibration = null;
        SeedResult? seed = null;
        List<ScenarioResult> scenarios = [];

        if (options.Parts.Contains("closed"))
        {
            ProgressLine.Say("calibration: redis-benchmark");
            calibration = await RedisCalibration.RunAsync(new(settings["FLASHSALE_REDIS"]), redis.LoadScriptAsync);
            await redis.ForgetAsync("bench:");
            scenarios.AddRange(await closed.RunAsync());
            if (options.WithSeedBaseline)
                seed = await SeedBaseline.RunAsync(settings, options.Seconds);
        }

        if (options.Parts.Any(part => part != "closed"))
            scenarios.AddRange(await open.RunAsync(options.Parts));

        return new()
        {
            Machine = Machine.Read(),
            At = TimeProvider.System.GetUtcNow(),
            Seconds = options.Seconds,
            BarePost = closed.Calibration,
            Redis = calibration,
            Seed = seed,
            Scenarios = scenarios,
            Goals = [.. Goals.Of(closed.Calibration, seed, scenarios)],
        };
    }
}
