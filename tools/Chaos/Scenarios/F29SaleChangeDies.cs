using FlashSale.Chaos.Harness;

namespace FlashSale.Chaos.Scenarios;

sealed class F29SaleChangeDies() : Scenario("F29-sale-change-dies", "the API dies at each step of a change of the sale, while buyers order; the change is completed and the next one goes through")
{
    /// <summary>
    /// Where it dies, and by how many units the total changes: raising and lowering take the stores in another order. Never above the
    /// stock at the beginning, which the invariants hold Redis against.
    /// </summary>
    static readonly (string Point, int Units)[] Deaths =
        [("sale-change-before-commit", -30), ("sale-change-before-commit", -20), ("sale-change-in-ledger", 20), ("sale-change-in-redis", 30)];

    public override bool NeedsCrashPoints => true;

    /// <summary>So many that lowering finds units for sale.</summary>
    public override int Stock => 2_000;

    public override bool IsComposable => false;

    public override async Task HurtAsync(Run run)
    {
        var total = run.Sale.Stock;
        var died = 0;
        foreach (var (point, units) in Deaths)
        {
            await run.Services["api"].StopAsync();
            await run.Services.StartAsync("api", ("FLASHSALE_CRASH_POINT", $"{point}:1"));
            var victim = run.Services["api"];
            total += units;
            await run.Operator.TryChangeTotalAsync(run.Sale.ProductId, total);
            await victim.WaitForEndAsync(TimeSpan.FromSeconds(10));
            died += victim.ReadLog().Contains($"Crash point {point} ", StringComparison.Ordinal) ? 1 : 0;
            await run.Services.StartAsync("api");
            await Eventually.HoldsAsync(async () => await TotalAsync(run) == total, $"the total is {total} in the ledger", TimeSpan.FromSeconds(10));
        }

        run.Hit(died == Deaths.Length, $"the API died {died} times with a change of the total in hand; each was completed");
    }

    static async Task<int> TotalAsync(Run run) => (await run.Operator.GetAsync($"/api/ops/stock/{run.Sale.ProductId}")).GetProperty("ledger").GetProperty("total").GetInt32();
}
