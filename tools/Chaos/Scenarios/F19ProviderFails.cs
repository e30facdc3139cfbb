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

        var repeated = Convert.ToInt64(await run.Servers.QueryAsync($"SELECT count(*) FROM sandbox.refunds r JOIN ordering.orders o USING (order_id) WHERE o.product_id = '{run.Sale.ProductId}' AND r.requests > 1"), CultureInfo.InvariantCulture);
        run.Hit(repeated > 0, $"{repeated} refunds were asked for more than once");
    }
}
