namespace FlashSale.Chaos.Scenarios;

/// <summary>Redis loses its data. Intents that were not relayed at that moment are lost with it: the one stated limit.</summary>
abstract class RedisDataScenario(string name, string story) : Scenario(name, story)
{
    static readonly TimeSpan LongestRebuild = TimeSpan.FromSeconds(60);

    public override string? WaitsFor => "the rebuild of Redis from PostgreSQL";

    // What is lost at that moment is the one sale's that it looks at.
    public override bool IsComposable => false;

    protected abstract Task LoseAsync(Run run);

    public override async Task HurtAsync(Run run)
    {
        // Nobody reaches Redis any more, so that what is lost is known.
        var wires = run.Services.WiresTo(Harness.Servers.Redis).ToArray();
        foreach (var wire in wires)
            wire.Close();
        var intents = await run.Observer.Gate.IntentsAsync(run.Sale.ProductId);
        run.LostWithRedis.UnionWith(intents);
        await LoseAsync(run);
        foreach (var wire in wires)
            wire.Open();
        var since = Run.Now;
        run.Hit(await run.Observer.Gate.CountsAsync(run.Sale.ProductId) is null, $"Redis was empty; {intents.Count} intents were lost with it");
        await Harness.Eventually.HoldsAsync(async () => await run.Observer.Gate.CountsAsync(run.Sale.ProductId) is not null, "the sale is back in Redis", LongestRebuild);
        run.Hit(true, $"the sale was back after {(Run.Now - since).TotalSeconds:0.0} s");
    }
}
