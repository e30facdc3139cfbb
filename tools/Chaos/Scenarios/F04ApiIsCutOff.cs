namespace FlashSale.Chaos.Scenarios;

sealed class F04ApiIsCutOff() : Scenario("F04-api-cut-off", "the API has no connection to RabbitMQ: payments are recorded, and their deadlines pass before the saga hears of them")
{
    // Time for payments to be on record long before their deadline.
    public override int PaymentWindowSeconds => 9;

    public override TimeSpan WarmUp => TimeSpan.FromSeconds(13);

    public override async Task HurtAsync(Run run)
    {
        var since = Run.Now;
        var wire = run.Services.Wire("api", Harness.Servers.RabbitMq);
        wire.Close();
        await Task.Delay(TimeSpan.FromSeconds(run.Sale.PaymentWindowSeconds + 2));
        var paid = run.Journal.Entries.Count(entry => entry.At > since && entry is { IsTakenPayment: true, Outcome: "succeeded" });
        var expired = (await run.Observer.CollectAsync(run.Sale, run.Journal)).Timeline.Where(step => step.Event == "PaymentExpired" && step.At > since).ToArray();
        wire.Open();
        run.Hit(paid > 20 && expired.Any(step => step.To == step.From), $"{paid} payments were recorded; {expired.Count(step => step.To == step.From)} deadlines passed with a payment on its way");
    }
}
