using FlashSale.Client;

namespace FlashSale.Demo;

/// <summary>One order through each ending of the journey (docs/journey.md).</summary>
sealed class Endings(DemoShop shop)
{
    const string Buyer = "demo-buyer";

    public IReadOnlyList<Ending> All =>
    [
        new("Completed", "ordered, paid, stock committed, notice sent", CompletedAsync),
        new("Expired", "ordered, not paid within 2 s, the unit is for sale again", ExpiredAsync),
        new("Cancelled", "ordered, cancelled by the buyer, the unit is for sale again", CancelledAsync),
        new("Declined", "ordered, three payments declined, the unit is for sale again", DeclinedAsync),
        new("Rejected", "admitted by Redis, but somebody took the units out of the ledger behind its back", RejectedAsync),
    ];

    async Task<string> CompletedAsync()
    {
        var order = await OrderAsync("completed", paymentWindowSeconds: 120);
        await shop.WaitAsync(order, Buyer, "AwaitingPayment");
        await shop.Api.PayInSandboxAsync(order, Payment.Succeeded);
        return await shop.WaitAsync(order, Buyer, "Completed");
    }

    async Task<string> ExpiredAsync()
    {
        var order = await OrderAsync("expired", paymentWindowSeconds: 2);
        return await shop.WaitAsync(order, Buyer, "Expired");
    }

    async Task<string> CancelledAsync()
    {
        var order = await OrderAsync("cancelled", paymentWindowSeconds: 120);
        await shop.WaitAsync(order, Buyer, "AwaitingPayment");
        await shop.Api.CancelAsync(order, Buyer);
        return await shop.WaitAsync(order, Buyer, "Cancelled");
    }

    async Task<string> DeclinedAsync()
    {
        var order = await OrderAsync("declined", paymentWindowSeconds: 120);
        await shop.WaitAsync(order, Buyer, "AwaitingPayment");
        for (var attempt = 1; attempt <= 3; attempt++)
            await shop.Api.PayInSandboxAsync(order, Payment.Declined);
        return await shop.WaitAsync(order, Buyer, "Declined");
    }

    async Task<string> RejectedAsync()
    {
        var product = await OpenAsync("rejected", paymentWindowSeconds: 120);
        await DemoShop.TakeUnitsOutOfTheLedgerAsync(product);
        var order = await shop.Api.OrderAsync(product, Buyer);
        return await shop.WaitAsync(order, Buyer, "Rejected");
    }

    async Task<Guid> OrderAsync(string name, int paymentWindowSeconds) =>
        await shop.Api.OrderAsync(await OpenAsync(name, paymentWindowSeconds), Buyer);

    // A sale of its own each time, so that the demo can be run again and again.
    async Task<string> OpenAsync(string name, int paymentWindowSeconds)
    {
        var product = $"demo-{name}-{Guid.NewGuid().ToString("N")[..8]}";
        await shop.OpenSaleAsync(product, paymentWindowSeconds);
        return product;
    }
}
