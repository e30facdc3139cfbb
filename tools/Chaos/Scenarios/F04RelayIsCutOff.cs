namespace FlashSale.Chaos.Scenarios;

sealed class F04RelayIsCutOff() : Scenario("F04-relay-cut-off", "inventory has no connection to RabbitMQ; the API goes on")
{
    public override async Task HurtAsync(Run run)
    {
        var since = Run.Now;
        var wire = run.Services.Wire("inventory", Harness.Servers.RabbitMq);
        wire.Close();
        await run.PauseAsync(7, 10);
        var waiting = await run.Observer.Redis.IntentsWaitingAsync(run.Sale.ProductId);
        var accepted = run.Journal.Entries.Count(entry => entry.IsAccepted && entry.At > since);
        wire.Open();
        run.Hit(waiting > 20 && accepted > 20, $"{waiting} intents waited in the stream while {accepted} orders were accepted");
    }
}
