namespace FlashSale.Chaos.Scenarios;

sealed class F05RabbitMqIsKilled() : Scenario("F05-rabbitmq-killed", "RabbitMQ is killed with a backlog in its queues, and starts again")
{
    public override async Task HurtAsync(Run run)
    {
        // A consumer that stands still lets a backlog grow.
        run.Services["sagas"].Pause();
        await run.PauseAsync(4, 6);
        var backlog = await run.Observer.Broker.QueuesAsync();
        var pid = run.Servers.Pid(Harness.Servers.RabbitMq);
        await run.Servers.KillAsync(Harness.Servers.RabbitMq);
        run.Services["sagas"].Resume();
        await run.PauseAsync(1, 3);
        await run.Servers.StartAsync(Harness.Servers.RabbitMq);
        run.Hit(run.Servers.Pid(Harness.Servers.RabbitMq) != pid && backlog.Values.Sum() > 20, $"RabbitMQ (pid {pid}) was killed with {backlog.Values.Sum()} messages in queues");
    }
}
