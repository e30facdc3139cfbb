namespace FlashSale.Chaos.Scenarios;

sealed class F22ClocksDiffer() : Scenario("F22-clocks-differ", "one worker's clock is an hour fast, another's an hour slow; deadlines come when PostgreSQL says")
{
    public override async Task HurtAsync(Run run)
    {
        await ShiftAsync(run, "sagas", "3600");
        await ShiftAsync(run, "inventory", "-3600");
        await run.PauseAsync(9, 12);
        var expired = (await run.Observer.CollectAsync(run.Sale, run.Journal)).Timeline.Count(step => step.Event == "PaymentExpired");
        await run.Services["sagas"].StopAsync();
        await run.Services["inventory"].StopAsync();
        await run.Services.StartAsync("sagas");
        await run.Services.StartAsync("inventory");
        run.Hit(expired > 0, $"{expired} deadlines came while the clocks of sagas and inventory were two hours apart");
    }

    static async Task ShiftAsync(Run run, string service, string seconds)
    {
        await run.Services[service].StopAsync();
        await run.Services.StartAsync(service, ("FLASHSALE_CLOCK_OFFSET_SECONDS", seconds));
    }
}
