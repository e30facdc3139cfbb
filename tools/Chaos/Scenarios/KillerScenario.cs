using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

/// <summary>A message that kills the process that takes it, each time, until it is set aside: it alone.</summary>
/// <param name="name">The scenario.</param>
/// <param name="story">What happens.</param>
abstract class KillerScenario(string name, string story) : Scenario(name, story)
{
    protected const string Killer = "killer";
    protected const string Queue = "allocate-stock";
    const int MostDeaths = 30;

    // The ledger is away most of the time.
    public override double BuyersPerSecond => 4;

    public override bool NeedsCrashPoints => true;

    public override bool IsComposable => false;

    public override async Task HurtAsync(Run run)
    {
        var (order, behind) = await QueueUpAsync(run);
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
        run.Hit(deaths > 15 && killers == 1, $"the ledger died {deaths} times of order {order.OrderId}, {behind} others behind it; then it was a dead letter");
        if (all > 1)
            run.Violations.Add($"{all - 1} other messages became dead letters with it.");
        await run.Operator.PostAsync($"/api/ops/dead-letters/{Queue}_error/redeliver", new { reason = "chaos: the process that it killed is mended" });
    }

    /// <summary>Stops the ledger, and has the killer ordered.</summary>
    /// <returns>The killer's order, and how many messages wait behind its own.</returns>
    protected virtual async Task<(Entry Order, int Behind)> QueueUpAsync(Run run)
    {
        await run.Services["inventory"].StopAsync();
        return (await run.Counter.OrderAsync(Killer, key: null), 0);
    }

    static async Task<bool> IsAliveAsync(Run run) => !(await run.Observer.Broker.QueuesAsync()).ContainsKey($"{Queue}_error");

    static async Task SetAsideAsync(Run run)
    {
        while (await IsAliveAsync(run))
            await Task.Delay(500);
    }
}
