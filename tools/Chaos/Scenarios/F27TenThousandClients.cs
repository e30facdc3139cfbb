using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

sealed class F27TenThousandClients() : Scenario("F27-ten-thousand-clients", "10,000 clients and 100 units at three instances of the API; many ask again with their key, some misuse it")
{
    const int Clients = 10_000;
    const int Lanes = 400;

    public override double BuyersPerSecond => 0.2;

    public override int Stock => 100;

    public override TimeSpan WarmUp => TimeSpan.FromSeconds(2);

    public override bool IsComposable => false;

    public override async Task PrepareAsync(Run run)
    {
        await run.Services.EnsureAsync("api.2");
        await run.Services.EnsureAsync("api.3");
    }

    public override async Task HurtAsync(Run run)
    {
        await run.Crowd.SendAsync(Enumerable.Range(0, Clients).Select(number => BuyerPlan.Draw(run.Random, $"client-{number}")).ToArray(), Lanes);
        var entries = run.Journal.Entries.Where(entry => entry.Deed == Deed.Order).ToArray();
        run.Hit(entries.Length >= Clients, $"{entries.Length} requests of {Clients} clients; {entries.Count(entry => entry.Code == "sold-out")} were too late, {entries.Count(entry => entry.Code == "idempotency-key-reused")} misused their key");
    }
}
