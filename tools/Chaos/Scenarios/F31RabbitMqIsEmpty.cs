using FlashSale.Chaos.Harness;

namespace FlashSale.Chaos.Scenarios;

/// <summary>A broker on a new disk: exchanges, queues and bindings are gone with the messages, until the services declare them anew.</summary>
sealed class F31RabbitMqIsEmpty() : Scenario("F31-rabbitmq-empty", "RabbitMQ is killed with a backlog in its queues, and starts without its data")
{
    public override double BuyersPerSecond => 12;

    public override async Task HurtAsync(Run run)
    {
        run.LoseMessages();
        // A consumer that stands still lets a backlog grow.
        run.Services["sagas"].Pause();
        await run.PauseAsync(4, 6);
        // The broker counts every 2 s: its figure may be of the moment before.
        var backlog = await Eventually.HoldsAsync(run.Observer.Broker.QueuesAsync, queues => queues.Values.Sum() > 20, "a backlog is in the queues", TimeSpan.FromSeconds(15));
        await run.Servers.KillAsync(Servers.RabbitMq);
        Directory.Delete(Path.Combine(run.Home, "data", "rabbitmq", "mnesia"), recursive: true);
        run.Services["sagas"].Resume();
        await run.PauseAsync(1, 3);
        await run.Servers.StartAsync(Servers.RabbitMq);
        run.Hit(backlog.Values.Sum() > 20, $"RabbitMQ lost its data, {backlog.Values.Sum()} messages in {backlog.Count} queues among them");
    }

    public override Task LookBackAsync(Run run) => LostMessages.JudgeAsync(run);
}
