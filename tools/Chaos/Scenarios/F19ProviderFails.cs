using System.Globalization;
using System.Net.Http.Json;

namespace FlashSale.Chaos.Scenarios;

sealed class F19ProviderFails() : Scenario("F19-provider-fails", "the payment provider hangs after it has refunded, fails after it has refunded, and fails before")
{
    public override async Task HurtAsync(Run run)
    {
        using var http = new HttpClient();
        foreach (var mode in (string[])["hang", "fail-after", "fail-before"])
        {
            using var answer = await http.PostAsJsonAsync(new Uri(run.Services.ApiAddresses[0], "/api/sandbox/refunds/faults"), new { mode, count = 6 });
            answer.EnsureSuccessStatusCode();
            await run.PauseAsync(5, 6);
        }

        // Asked for once, or looked up and asked for again: either way what came of the first time was not known at once.
        var late = Convert.ToInt64(await run.Servers.QueryAsync($"SELECT count(*) FROM ordering.refunds r JOIN ordering.orders o USING (order_id) WHERE o.product_id = '{run.Sale.ProductId}' AND r.refunded_at > r.asked_at + interval '1 second'"), CultureInfo.InvariantCulture);
        run.Hit(late > 0, $"the outcome of {late} refunds was unknown at first");
    }
}
