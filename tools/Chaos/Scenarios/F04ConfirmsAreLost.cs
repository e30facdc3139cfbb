namespace FlashSale.Chaos.Scenarios;

sealed class F04ConfirmsAreLost() : Scenario("F04-confirms-lost", "RabbitMQ gets what inventory publishes; its confirms are lost, then the connection")
{
    public override async Task HurtAsync(Run run)
    {
        var wire = run.Services.Wire("inventory", Harness.Servers.RabbitMq);
        wire.HoldAnswers();
        // Beyond the relay's 10 s of waiting for a confirm.
        await run.PauseAsync(11, 13);
        var waiting = await run.Observer.Redis.IntentsWaitingAsync(run.Sale.ProductId);
        wire.Reset();
        wire.ReleaseAnswers();
        run.Hit(waiting > 20, $"{waiting} intents were without a confirm when the connection broke");
    }
}
