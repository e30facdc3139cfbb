namespace FlashSale.Chaos.Scenarios;

sealed class F15MessageKillsItsProcess() : Scenario("F15-message-kills-its-process", "one message kills the ledger's process at each delivery; it is set aside, its neighbours go on, and later it is delivered again")
{
    const string Killer = "killer";
    const string Queue = "allocate-stock";
    const int MostDeaths = 30;

    // The ledger is away most of the time.
    public override double BuyersPerSecond => 4;

    public override bool NeedsCrashPoints => true;

    public override bool IsComposable => false;

    public override async Task HurtAsync(Run run)
    {
        await run.Services["inventory"].StopAsync();
        var order = await run.Counter.OrderAsync(Killer, key: null);
        var deaths = 0;
        while (deaths < MostDeaths && await IsAliveAsync(run))
        {
            var victim = run.Services.Launch("inventory", ("FLASHSALE_CRASH_POINT", $"allocation-taken:1:{run.Counter.NameOf(Killer)}"));
            await Task.WhenAny(victim.EndAsync(), SetAsideAsync(run));
            if (!victim.HasEnded)
                break;
            deaths++;
        }

        if (!run.Services["inventory"].HasEnded)
            await run.Services["inventory"].StopAsync();
        await run.Services.StartAsync("inventory");
        var all = (await run.Operator.GetAsync($"/api/ops/dead-letters/{Queue}_error")).GetProperty("matching").GetInt32();
        var killers = (await run.Operator.GetAsync($"/api/ops/dead-letters/{Queue}_error?orderId={order.OrderId}")).GetProperty("matching").GetInt32();
        run.Hit(deaths > 15 && killers == 1, $"the ledger died {deaths} times of order {order.OrderId}, which then was a dead letter");
        if (all > 1)
            run.Violations.Add($"{all - 1} other messages became dead letters with it.");
        await run.Operator.PostAsync($"/api/ops/dead-letters/{Queue}_error/redeliver", new { reason = "chaos: the process that it killed is mended" });
    }

    static async Task<bool> IsAliveAsync(Run run) => !(await run.Observer.Broker.QueuesAsync()).ContainsKey($"{Queue}_error");

    static async Task SetAsideAsync(Run run)
    {
        while (await IsAliveAsync(run))
            await Task.Delay(500);
    }
}
