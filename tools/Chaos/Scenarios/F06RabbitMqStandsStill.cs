namespace FlashSale.Chaos.Scenarios;

sealed class F06RabbitMqStandsStill() : Scenario("F06-rabbitmq-stands-still", "RabbitMQ is stopped for 30 s, its connections open; the API answers as ever")
{
    public override async Task HurtAsync(Run run)
    {
        var since = Run.Now;
        run.Servers.Pause(Harness.Servers.RabbitMq);
        await Task.Delay(TimeSpan.FromSeconds(30));
        var orders = run.Journal.Entries.Where(entry => entry.At > since && entry.Deed == Shop.Deed.Order).ToArray();
        run.Servers.Resume(Harness.Servers.RabbitMq);
        run.Hit(orders.Count(order => order.IsAccepted) > 100, $"{orders.Count(order => order.IsAccepted)} orders were accepted while RabbitMQ stood still, the slowest in {orders.Max(order => order.Took)} ms");
        if (orders.Max(order => order.Took) > 2_000)
            run.Violations.Add($"An order was answered after {orders.Max(order => order.Took)} ms: the API waited for RabbitMQ.");
    }
}
