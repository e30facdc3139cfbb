using System.Text.Json;
using FlashSale.Ordering.Api.Operations.DeadLetters;
using Shouldly;
using Xunit;
using static FlashSale.Ordering.Api.Operations.DeadLetters.ForecastOutcome;

namespace FlashSale.Ordering.Api.Tests.Operations.DeadLetters;

/// <summary>Against records as the services write them.</summary>
[Collection(ApiUnderTest.Collection)]
public sealed class The_forecast_of_a_dead_letter(ApiUnderTest api)
{
    [Theory]
    [InlineData("OrderSubmitted", Nothing)]
    [InlineData("StockAllocated", Nothing)]
    [InlineData("StockRejected", ComesBack)]
    [InlineData("StockReleased", Nothing)]
    [InlineData("PaymentReceived", Acts)]
    [InlineData("PaymentDeclined", Nothing)]
    [InlineData("OrderCancellationRequested", Nothing)]
    [InlineData("PaymentExpired", Nothing)]
    [InlineData("NoticeEnded", Acts)]
    [InlineData("AllocateStock", Nothing)]
    [InlineData("ReleaseStock", Nothing)]
    [InlineData("CommitStock", ComesBack)]
    [InlineData("OrderExpired", Nothing)]
    [InlineData("RefundRequested", Acts)]
    [InlineData("SomethingElse", Unknown)]
    public async Task Should_know_that_the_order_has_ended(string type, ForecastOutcome expected)
    {
        var id = await OrderAsync("Expired", "allocated", "released");
        await api.Database.ExecuteAsync("INSERT INTO notifications.journal (order_id, notice, channel, state, message_id) VALUES ($1, 'expired', 'email', 'Sent', 'm@x')", id);
        (await ForecastAsync(Letter(type, id))).Outcome.ShouldBe(expected);
    }

    [Theory]
    [InlineData("OrderSubmitted", Acts)]
    [InlineData("PaymentReceived", Acts)]
    [InlineData("PaymentDeclined", ComesBack)]
    [InlineData("StockReleased", ComesBack)]
    [InlineData("PaymentExpired", Nothing)]
    [InlineData("AllocateStock", Acts)]
    [InlineData("CommitStock", ComesBack)]
    [InlineData("OrderConfirmed", Acts)]
    [InlineData("SomethingElse", Unknown)]
    public async Task Should_know_that_there_is_no_order(string type, ForecastOutcome expected) =>
        (await ForecastAsync(Letter(type, Guid.NewGuid()))).Outcome.ShouldBe(expected);

    [Fact]
    public async Task Should_know_whether_stock_is_left()
    {
        var product = await api.OpenSaleAsync(totalStock: 3);
        (await ForecastAsync(Letter("OrderSubmitted", Guid.NewGuid(), product, quantity: 2))).Text.ShouldBe($"Begins the order. The ledger has 3 units of {product} left; 2 asked for.");
        (await ForecastAsync(Letter("AllocateStock", Guid.NewGuid(), product, quantity: 4))).Text.ShouldBe($"The ledger decides. The ledger has 3 units of {product} left and rejects the 4 asked for.");
    }

    [Fact]
    public async Task Should_know_what_a_payment_meets()
    {
        var id = await OrderAsync("AwaitingPayment", "allocated", null);
        await api.Database.ExecuteAsync("INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency) VALUES ($1, 'succeeded', $2, 20, 'EUR')", $"p{id:N}", id);
        await TextShouldBeAsync("p", 20.00m, "The order is AwaitingPayment: this payment pays for it.");
        await TextShouldBeAsync("q", 20.00m, "The order is AwaitingPayment: this payment pays for it. The payment is not on record here.");
        await TextShouldBeAsync("p", 19.00m, "The order is AwaitingPayment: the payment is refunded.");

        await api.Database.ExecuteAsync("INSERT INTO ordering.refunds (payment_id, order_id, amount, currency, reason, state) VALUES ($1, $2, 20, 'EUR', 'order-ended', 'Refunded')", $"q{id:N}", id);
        await TextShouldBeAsync("q", 20.00m, "The order is AwaitingPayment; the payment's refund is Refunded.");
        await api.Database.ExecuteAsync("UPDATE ordering.orders SET state = 'Confirmed', payment_id = $2 WHERE order_id = $1", id, $"p{id:N}");
        await TextShouldBeAsync("p", 20.00m, "The order is Confirmed, paid by this very payment.");
        await TextShouldBeAsync("r", 20.00m, "The order is Confirmed: the payment is refunded. The payment is not on record here.");

        async Task TextShouldBeAsync(string payment, decimal amount, string text) =>
            (await ForecastAsync(Letter("PaymentReceived", id, payment: $"{payment}{id:N}", amount: amount))).Text.ShouldBe(text);
    }

    async Task<Guid> OrderAsync(string state, string allocation, string? settlement)
    {
        var (id, product) = (Guid.NewGuid(), ApiUnderTest.NewProduct());
        await api.SagaTakesAsync(id, product, state);
        await api.Database.ExecuteAsync("INSERT INTO inventory.movements (product_id, order_id, kind, decision, quantity, payment_due_at) VALUES ($1, $2, 'allocation', $3, 1, now())", product, id, allocation);
        if (settlement is not null)
            await api.Database.ExecuteAsync("INSERT INTO inventory.movements (product_id, order_id, kind, decision, quantity) VALUES ($1, $2, 'settlement', $3, 1)", product, id, settlement);
        return id;
    }

    static DeadLetter Letter(string type, Guid orderId, string product = "none", int quantity = 1, string payment = "pay", decimal amount = 20) => new()
    {
        Queue = "any_error",
        MessageType = type,
        OrderId = orderId,
        Message = JsonSerializer.SerializeToElement(new { orderId, productId = product, quantity, paymentId = payment, amount, currency = "EUR" }),
    };

    async Task<DeadLetterForecast> ForecastAsync(DeadLetter letter) => DeadLetterForecast.Of(letter, await DeadLetterFacts.ReadAsync(api.Database.DataSource, [letter], default));
}
