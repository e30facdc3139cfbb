using System.Globalization;
using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

sealed class F19CallbacksInDisorder() : Scenario("F19-callbacks-in-disorder", "callbacks come five at once, in the wrong order, before the order is there, forged, and too old")
{
    const int Buyers = 40;

    public override async Task HurtAsync(Run run)
    {
        for (var number = 0; number < Buyers; number++)
        {
            var user = run.NewUser("disorder-");
            run.Crowd.Send(givenUp => BuyAsync(run, user, givenUp));
        }

        await run.PauseAsync(8, 9);
        var callbacks = run.Journal.Entries.Where(entry => entry.Deed == Deed.Pay && entry.UserId.StartsWith("disorder-", StringComparison.Ordinal)).ToArray();
        run.Hit(callbacks.Count(entry => entry.Status == 200) > Buyers, $"{callbacks.Count(entry => entry.Status == 200)} callbacks were repetitions");
        run.Hit(callbacks.Count(entry => entry.Status == 401) >= Buyers, $"{callbacks.Count(entry => entry.Status == 401)} callbacks were forged or too old");
        foreach (var believed in callbacks.Where(entry => entry.IsTakenPayment && entry.PaymentId!.StartsWith("forged", StringComparison.Ordinal)))
            run.Violations.Add($"A forged callback was believed: payment {believed.PaymentId} of order {believed.OrderId}.");
    }

    static async Task BuyAsync(Run run, string user, CancellationToken givenUp)
    {
        if (await run.Counter.OrderAsync(user, key: null) is not { IsAccepted: true, OrderId: { } order })
            return;
        await run.Counter.PayAsync(user, order, $"forged-{order:N}", Sale.Price, "succeeded", request => Replace(request, "webhook-signature", "v1,AAAA"));
        await run.Counter.PayAsync(user, order, $"forged-old-{order:N}", Sale.Price, "succeeded", request => Replace(request, "webhook-timestamp", DateTimeOffset.UtcNow.AddMinutes(-10).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        // At once, perhaps before there is a saga; the success overtakes the decline of the same payment.
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => run.Counter.PayAsync(user, order, $"card-{order:N}", Sale.Price, "succeeded")));
        await run.Counter.PayAsync(user, order, $"card-{order:N}", Sale.Price, "declined");
        for (var looks = 0; looks < 100 && (await run.Counter.ReadAsync(user, order)).OrderStatus is not ("Completed" or "Expired"); looks++)
            await Task.Delay(500, givenUp);
    }

    static void Replace(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        request.Headers.Add(header, value);
    }
}
