using System.Globalization;
using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

sealed class F21LatePayments() : Scenario("F21-late-payments", "buyers pay when their units are for sale again, and when others have bought them")
{
    const int Buyers = 60;

    // Units come back and are bought at once: there is always demand.
    public override int Stock => 120;

    public override int PaymentWindowSeconds => 3;

    public override async Task HurtAsync(Run run)
    {
        await run.Crowd.SendAsync(Enumerable.Range(0, Buyers).Select(_ => new BuyerPlan(run.NewUser("late-"), null, Wish.PayLate, Repeats: false, Misuses: false)), lanes: Buyers);
        var late = Convert.ToInt64(await run.Servers.QueryAsync($"SELECT count(*) FROM ordering.refunds r JOIN ordering.orders o USING (order_id) WHERE o.product_id = '{run.Sale.ProductId}' AND r.reason = 'order-ended'"), CultureInfo.InvariantCulture);
        var soldOut = run.Journal.Entries.Count(entry => entry.Code == "sold-out");
        run.Hit(late > 0 && soldOut > 0, $"{late} payments came after their order's end; {soldOut} buyers met a sold-out sale");
    }
}
