using System.Net;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.EndToEnd.Tests;

[Collection(EndToEndCollection.Name)]
public sealed class When_payments_come_twice_or_late(RunningSystem system)
{
    const string Buyer = "alice";

    [Fact]
    public async Task Should_take_one_payment_and_confirm_once_for_ten_equal_callbacks()
    {
        var (product, order) = await OrderAsync(paymentWindowSeconds: 60);
        var paymentId = $"pay-{Guid.NewGuid():N}";
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => system.Shop.CallbackAsync(order, paymentId, 20.00m)));

        answers.Count(status => status == HttpStatusCode.Accepted).ShouldBe(1);
        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(9);
        await system.Shop.WaitForStatusAsync(order, Buyer, "Completed");
        (await Records.CountAsync("SELECT count(*) FROM ordering.payments WHERE order_id = $1", order)).ShouldBe(1);
        (await Records.CountAsync("SELECT count(*) FROM ordering.timeline WHERE order_id = $1 AND event = 'PaymentReceived'", order)).ShouldBe(1);
        (await Records.CountAsync("SELECT count(*) FROM ordering.refunds WHERE order_id = $1", order)).ShouldBe(0);
        Records.Mails([order]).ShouldBe(1);
        (await system.Shop.BooksAsync(product)).GetProperty("ledger").GetProperty("sold").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Should_refund_a_payment_after_the_expiry_and_sell_the_unit_to_another()
    {
        var (product, order) = await OrderAsync(paymentWindowSeconds: 1);
        await system.Shop.WaitForStatusAsync(order, Buyer, "Expired");

        (await system.Shop.CallbackAsync(order, $"late-{Guid.NewGuid():N}", 20.00m)).ShouldBe(HttpStatusCode.Accepted);
        await Poll.UntilAsync(() => Records.CountAsync("SELECT count(*) FROM ordering.refunds WHERE order_id = $1 AND state = 'Refunded'", order), refunds => refunds == 1, "the late payment is refunded");
        (await system.Shop.StatusAsync(order, Buyer)).ShouldBe("Expired");

        var (status, body) = await system.Shop.OrderAsync(product, "bob");
        status.ShouldBe(HttpStatusCode.Accepted);
        await system.Shop.WaitForStatusAsync(body.GetProperty("orderId").GetGuid(), "bob", "AwaitingPayment");
        (await system.Shop.BooksAsync(product)).GetProperty("ledger").GetProperty("sold").GetInt32().ShouldBe(0);
    }

    async Task<(string Product, Guid Order)> OrderAsync(int paymentWindowSeconds)
    {
        var product = $"pay-{Guid.NewGuid():N}";
        await system.Shop.OpenSaleAsync(product, totalStock: 1, paymentWindowSeconds);
        var (status, body) = await system.Shop.OrderAsync(product, Buyer);
        status.ShouldBe(HttpStatusCode.Accepted);
        var order = body.GetProperty("orderId").GetGuid();
        if (paymentWindowSeconds > 10)
            await system.Shop.WaitForStatusAsync(order, Buyer, "AwaitingPayment");
        return (product, order);
    }
}
