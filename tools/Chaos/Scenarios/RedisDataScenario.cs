namespace FlashSale.Chaos.Scenarios;

/// <summary>
/// Redis loses its data. Intents that were not relayed at that moment are lost with it: the one stated limit. The rebuild belongs to the recovery.
/// </summary>
abstract class RedisDataScenario(string name, string story) : Scenario(name, story)
{
    protected abstract Task LoseAsync(Run run);

    public override async Task HurtAsync(Run run)
    {
        // Nobody reaches Redis any more, so that what is lost is known.
        var wires = run.Services.WiresTo(Harness.Servers.Redis).ToArray();
        foreach (var wire in wires)
            wire.Close();
        var intents = await run.Observer.Redis.IntentsAsync(run.Sale.ProductId);
        run.LostWithRedis.UnionWith(intents);
        await LoseAsync(run);
        await Harness.Eventually.HoldsAsync(run.Observer.Redis.AnswersAsync, "Redis answers", TimeSpan.FromSeconds(20));
        run.Hit(await run.Observer.Redis.CountsAsync(run.Sale.ProductId) is null, $"Redis was empty; {intents.Count} intents that were not relayed were lost with it{(intents.Count > 0 ? $": {string.Join(", ", intents)}" : "")}");
        foreach (var wire in wires)
            wire.Open();
        // The rebuild belongs to the recovery; among other faults there is nothing to hurt while nobody can order.
        if (run.IsTroubledOtherwise)
            await Harness.Eventually.HoldsAsync(async () => await run.Observer.Redis.CountsAsync(run.Sale.ProductId) is not null, "the sale is rebuilt", TimeSpan.FromSeconds(90));
    }
}
