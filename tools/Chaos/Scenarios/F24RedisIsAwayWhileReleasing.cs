namespace FlashSale.Chaos.Scenarios;

sealed class F24RedisIsAwayWhileReleasing() : Scenario("F24-redis-away-while-releasing", "the ledger releases units, and Redis cannot be told for a while")
{
    public override async Task HurtAsync(Run run)
    {
        var wire = run.Services.Wire("inventory", Harness.Servers.Redis);
        wire.Close();
        await run.PauseAsync(8, 11);
        var books = await run.Operator.GetAsync($"/api/ops/stock/{run.Sale.ProductId}");
        var inFlight = books.GetProperty("inFlight").GetInt32();
        wire.Open();
        run.Hit(inFlight > 0, $"the books showed {inFlight} units in flight while releases waited for Redis");
    }
}
