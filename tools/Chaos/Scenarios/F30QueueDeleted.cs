namespace FlashSale.Chaos.Scenarios;

/// <summary>As an upgrade that changes a queue's type has to: the queue goes, with what it holds, and deadlines that come due meanwhile have nowhere to go.</summary>
sealed class F30QueueDeleted() : Scenario("F30-queue-deleted", "the sagas are away, deadlines come due, and their queue is deleted; it is declared again when they start")
{
    public override double BuyersPerSecond => 12;

    public override async Task HurtAsync(Run run)
    {
        run.LoseMessages();
        var waiting = (await run.Observer.LookAsync(run.Sale.ProductId)).Open;
        await run.Services["sagas"].KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(run.Sale.PaymentWindowSeconds + 1));
        var held = (await run.Observer.Broker.QueuesAsync()).GetValueOrDefault("order-state");
        await run.Observer.Broker.RemoveAsync("order-state");
        await run.PauseAsync(1, 2);
        await run.Services.StartAsync("sagas");
        run.Hit(waiting + held > 5, $"{waiting} orders waited, and {held} messages were in their queue when it was deleted");
    }

    public override Task LookBackAsync(Run run) => LostMessages.JudgeAsync(run);
}
