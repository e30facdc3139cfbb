using FlashSale.Chaos.Harness;

namespace FlashSale.Chaos.Scenarios;

sealed class F05RabbitMqIsKilled() : Scenario("F05-rabbitmq-killed", "RabbitMQ is killed with a backlog in its queues, and starts again")
{
    public override async Task HurtAsync(Run run)
    {
        // A consumer that stands still lets a backlog grow.
        run.Services["sagas"].Pause();
        await run.PauseAsync(4, 6);
        // The broker counts every 5 s: its figure may be of the moment before.
        var backlog = await Eventually.HoldsAsync(run.Observer.Broker.QueuesAsync, queues => queues.Values.Sum() > 20, "a backlog is in the queues", TimeSpan.FromSeconds(15));
        var pid = run.Servers.Pid(Servers.RabbitMq);
        await run.Servers.KillAsync(Servers.RabbitMq);
        run.Services["sagas"].Resume();
        await run.PauseAsync(1, 3);
        await run.Servers.StartAsync(Servers.RabbitMq);
        run.Hit(run.Servers.Pid(Servers.RabbitMq) != pid, $"RabbitMQ (pid {pid}) was killed with {backlog.Values.Sum()} messages in queues");
    }
}
