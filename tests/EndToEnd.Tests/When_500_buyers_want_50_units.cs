using System.Net;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.EndToEnd.Tests;

[Collection(EndToEndCollection.Name)]
public sealed class When_500_buyers_want_50_units(RunningSystem system)
{
    [Fact]
    public async Task Should_sell_50_and_bring_every_order_to_its_end()
    {
        var shop = system.Shop;
        var product = $"rush-{Guid.NewGuid():N}";
        await shop.OpenSaleAsync(product, totalStock: 50, paymentWindowSeconds: 12);

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(async buyer => (Buyer: $"buyer-{buyer}", Answer: await shop.OrderAsync(product, $"buyer-{buyer}"))));
        var orders = answers.Where(a => a.Answer.Status == HttpStatusCode.Accepted).Select(a => (a.Buyer, Id: a.Answer.Body.GetProperty("orderId").GetGuid())).ToArray();
        orders.Length.ShouldBe(50);
        answers.Where(a => a.Answer.Status != HttpStatusCode.Accepted).ShouldAllBe(a => a.Answer.Status == HttpStatusCode.Conflict && a.Answer.Body.GetProperty("code").GetString() == "sold-out");

        await Task.WhenAll(orders.Select(order => shop.WaitForStatusAsync(order.Id, order.Buyer, "AwaitingPayment")));
        foreach (var order in orders[..20])
            (await shop.PayAsync(order.Id)).ShouldBe(HttpStatusCode.Accepted);
        foreach (var order in orders[20..30])
            (await shop.CancelAsync(order.Id, order.Buyer)).ShouldBe(HttpStatusCode.Accepted);

        var ends = await Poll.UntilAsync(() => Records.OrdersByStateAsync(product), states => !states.Keys.Intersect(["Allocating", "AwaitingPayment", "Confirmed", "Releasing"]).Any(), "all orders ended", TimeSpan.FromSeconds(60));
        ends.ShouldBe(new Dictionary<string, int> { ["Completed"] = 20, ["Expired"] = 20, ["Cancelled"] = 10 }, ignoreOrder: true);

        var books = await Poll.UntilAsync(() => shop.BooksAsync(product), books => books.GetProperty("balanced").GetBoolean(), "the books balance");
        books.GetProperty("ledger").GetProperty("available").GetInt32().ShouldBe(30);
        books.GetProperty("ledger").GetProperty("sold").GetInt32().ShouldBe(20);
        books.GetProperty("redis").GetProperty("available").GetInt32().ShouldBe(30);
        books.GetProperty("drift").GetInt32().ShouldBe(0);

        await Poll.UntilAsync(() => Task.FromResult(Records.Mails(orders.Select(order => order.Id))), mails => mails == 50, "one mail an order");
        (await Records.CountAsync("SELECT count(*) FROM notifications.journal WHERE order_id = ANY($1) AND state = 'Sent'", orders.Select(order => order.Id).ToArray())).ShouldBe(50);

        var second = await Task.WhenAll(Enumerable.Range(0, 60).Select(buyer => shop.OrderAsync(product, $"second-{buyer}")));
        second.Count(answer => answer.Status == HttpStatusCode.Accepted).ShouldBe(30);
    }
}
