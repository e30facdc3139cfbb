using FlashSale.Chaos.Harness;
using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

/// <summary>More than one prefetch, so that those behind the killer are redelivered as often as it is.</summary>
sealed class F31MessageKillsAmongMany() : KillerScenario("F31-message-kills-among-300", "300 messages wait behind one that kills the ledger's process at each delivery; it is set aside, and it alone")
{
    const int Others = 300;
    const int Lanes = 40;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public override int Stock => 1_000;

    protected override async Task<(Entry Order, int Behind)> QueueUpAsync(Run run)
    {
        // The relay belongs to the process that is to die: it relays all of them before the sagas ask for their units.
        await run.Services["sagas"].StopAsync();
        var killer = await run.Counter.OrderAsync(Killer, key: null);
        await Parallel.ForAsync(0, Others, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (_, _) => await run.Counter.OrderAsync(run.NewUser("behind-"), key: null));
        await Eventually.HoldsAsync(() => run.Observer.Redis.IntentsWaitingAsync(run.Sale.ProductId), waiting => waiting < 20, "the relay has relayed all but the newest", Patience);
        await run.Services["inventory"].StopAsync();
        await run.Services.StartAsync("sagas");
        var queues = await Eventually.HoldsAsync(run.Observer.Broker.QueuesAsync, queues => queues.GetValueOrDefault(Queue) > Others, $"{Others} messages wait behind the killer's", Patience);
        return (killer, queues[Queue] - 1);
    }
}
