namespace FlashSale.Chaos.Scenarios;

sealed class F22WorkersAreAway() : Scenario("F22-workers-away-at-the-deadline", "all workers are killed and stay away beyond the deadlines of the orders that wait; deadlines come once, after the restart")
{
    static readonly string[] Workers = ["sagas", "inventory", "notifications"];

    // The orders that come meanwhile wait in the stream.
    public override double BuyersPerSecond => 12;

    public override async Task HurtAsync(Run run)
    {
        var waiting = (await run.Observer.LookAsync(run.Sale.ProductId)).Open;
        foreach (var worker in Workers)
            await run.Services[worker].KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(run.Sale.PaymentWindowSeconds + 2));
        await run.PauseAsync(0, 2);
        foreach (var worker in Workers)
            await run.Services.StartAsync(worker);
        run.Hit(waiting > 10, $"{waiting} orders waited when all workers were killed; each was overdue at the restart");
    }
}
