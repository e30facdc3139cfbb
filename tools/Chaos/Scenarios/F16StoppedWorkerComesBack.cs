using FlashSale.Client;

namespace FlashSale.Chaos.Scenarios;

sealed class F16StoppedWorkerComesBack() : Scenario("F16-stopped-worker-comes-back", "of two workers each, one is stopped until the other has taken over its leases and intents; then it goes on where it was")
{
    public override double BuyersPerSecond => 15;

    public override async Task PrepareAsync(Run run)
    {
        await run.Services.EnsureAsync("sagas.2");
        await run.Services.EnsureAsync("inventory.2");
    }

    public override async Task HurtAsync(Run run)
    {
        await PrepareAsync(run);
        run.Services["sagas"].Pause();
        run.Services["inventory"].Pause();
        // Leases run out after 20 s, pending intents after 30 s.
        await run.PauseAsync(33, 35);
        var metrics = await run.Services.MetricsAsync("inventory.2");
        run.Services["sagas"].Resume();
        run.Services["inventory"].Resume();
        run.Hit(!run.Services["sagas"].HasEnded && !run.Services["inventory"].HasEnded, $"sagas (pid {run.Services["sagas"].Pid}) and inventory (pid {run.Services["inventory"].Pid}) stood still and went on; {MetricsText.Sum(metrics, "flashsale_relay_claimed_total")} intents were taken over");
    }
}
