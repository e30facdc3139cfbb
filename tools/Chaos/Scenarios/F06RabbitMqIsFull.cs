namespace FlashSale.Chaos.Scenarios;

sealed class F06RabbitMqIsFull() : Scenario("F06-rabbitmq-alarm", "RabbitMQ raises its memory alarm and blocks all who publish")
{
    public override async Task HurtAsync(Run run)
    {
        await run.Servers.RabbitMqControlAsync("set_vm_memory_high_watermark", "absolute", "1MB");
        await run.PauseAsync(10, 13);
        var alarms = await run.Servers.RabbitMqControlAsync("eval", "rabbit_alarm:get_alarms().");
        var waiting = await run.Observer.Redis.IntentsWaitingAsync(run.Sale.ProductId);
        await run.Servers.RabbitMqControlAsync("set_vm_memory_high_watermark", "absolute", "2GB");
        run.Hit(alarms.Contains("memory", StringComparison.Ordinal) && waiting > 20, $"RabbitMQ's memory alarm was on; {waiting} intents waited in the stream");
    }
}
