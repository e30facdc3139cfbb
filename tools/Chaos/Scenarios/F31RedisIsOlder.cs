using FlashSale.Chaos.Harness;
using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

/// <summary>
/// A copy of the files, or a replica that lagged behind: the data are whole, of the right epoch, and some seconds old. Nothing in Redis shows it. What was
/// admitted and not relayed is lost with Redis, as ever.
/// </summary>
sealed class F31RedisIsOlder() : Scenario("F31-redis-older", "Redis starts with data of some seconds ago; two instances of the API; buyers of these seconds repeat their requests, and try for more than their limit")
{
    const int Buyers = 40;
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    // So few units that those of the older data would be sold beyond what there is.
    public override int Stock => 260;

    public override Task PrepareAsync(Run run) => run.Services.EnsureAsync("api.2");

    public override async Task HurtAsync(Run run)
    {
        await PrepareAsync(run);
        var (data, copy) = (Path.Combine(run.Home, "data", "redis", "appendonlydir"), Path.Combine(run.Home, "data", "redis-copy"));
        await CopyAsync(data, copy);
        var since = Run.Now;
        var buyers = Enumerable.Range(0, Buyers).Select(_ => run.NewUser("repeater-")).ToArray();
        var ordered = await Task.WhenAll(buyers.Select(buyer => run.Counter.OrderAsync(buyer, KeyOf(buyer))));
        await run.PauseAsync(3, 4);

        // Nobody reaches Redis any more, so that what is lost is known.
        var wires = run.Services.WiresTo(Servers.Redis).ToArray();
        foreach (var wire in wires)
            wire.Close();
        var intents = await run.Observer.Redis.IntentsAsync(run.Sale.ProductId);
        run.LostWithRedis.UnionWith(intents);
        run.RedisIsOlder = true;
        await run.Servers.KillAsync(Servers.Redis);
        Directory.Delete(data, recursive: true);
        Directory.Move(copy, data);
        await run.Servers.StartAsync(Servers.Redis);
        await Eventually.HoldsAsync(run.Observer.Redis.AnswersAsync, "Redis answers", TimeSpan.FromSeconds(20));
        var accepted = run.Journal.Entries.Count(entry => entry.IsAccepted && entry.At >= since);
        foreach (var wire in wires)
            wire.Open();

        var repeated = await Task.WhenAll(buyers.Zip(ordered).Where(buyer => buyer.Second is { IsAccepted: true, OrderId: { } id } && !run.LostWithRedis.Contains(id)).Select(buyer => RepeatAsync(run, buyer.First)));
        run.RedisIsOlder = false;
        run.Hit(accepted > 40 && repeated.Sum() > 20, $"Redis went back by {accepted} orders, {intents.Count} of them not relayed; {repeated.Sum()} buyers were answered when they repeated their request");
    }

    /// <summary>Nobody may be told that there is a unit, and later that there is none.</summary>
    public override async Task LookBackAsync(Run run)
    {
        var rejected = (await run.Observer.CollectAsync(run.Sale, run.Journal)).Orders.Where(order => order.State == "Rejected").ToArray();
        if (rejected.Length > 0)
            run.Violations.Add($"{rejected.Length} orders were taken and then rejected: their units were offered twice, the first by {rejected[0].OrderId}.");
    }

    /// <summary>The same request until it is answered, by either instance; then another one, beyond the limit. What the answers have to be is for the invariants.</summary>
    static async Task<int> RepeatAsync(Run run, string buyer)
    {
        var until = Run.Now + LongestWait;
        Entry answer;
        do
        {
            answer = await run.Counter.OrderAsync(buyer, KeyOf(buyer));
            if (answer is not { Status: 0 or 503 })
            {
                await run.Counter.OrderAsync(buyer, $"{KeyOf(buyer)}-more");
                return 1;
            }

            await Task.Delay(300);
        }
        while (Run.Now < until);

        return 0;
    }

    static string KeyOf(string buyer) => $"key-{buyer}";

    /// <summary>As cp does it: the last file may end within a command, which Redis cuts off when it starts.</summary>
    static async Task CopyAsync(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            await using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await using var target = File.Create(Path.Combine(to, Path.GetFileName(file)));
            await source.CopyToAsync(target);
        }
    }
}
