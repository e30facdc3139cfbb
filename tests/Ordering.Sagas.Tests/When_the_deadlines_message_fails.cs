using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Host;
using FlashSale.TestKit;
using MassTransit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

public sealed class When_the_deadlines_message_fails(When_the_deadlines_message_fails.PatientHost host) : IClassFixture<When_the_deadlines_message_fails.PatientHost>
{
    public sealed class PatientHost : SagasHost
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["FLASHSALE_REDELIVERY_SECONDS"] = "0.3,3,3,3,3" };
    }

    [Fact]
    public async Task Should_still_know_it_for_the_orders_deadline_when_it_is_delivered_again()
    {
        var orderId = NewId.NextSequentialGuid();
        await host.PublishAsync(new OrderSubmitted { OrderId = orderId, ProductId = "phone", UserId = "ada", Quantity = 1, UnitPrice = 19.99m, Currency = "EUR", PaymentWindowSeconds = 900, AcceptedAt = DateTimeOffset.UtcNow });
        await Poll.UntilAsync(() => host.StateOfAsync(orderId), state => state == "Allocating", "Allocating");

        // The read of the payments fails, which is a fault of the message and no server's.
        await host.Database.ExecuteAsync("ALTER VIEW ordering.recorded_payments RENAME TO payments_away");
        await host.PublishAsync(new StockAllocated { OrderId = orderId, PaymentDueAt = DateTimeOffset.UtcNow });
        await Poll.UntilAsync(
            () => host.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.scheduled_message WHERE token_id NOT IN (SELECT payment_expired_token FROM ordering.orders)"),
            count => count == 1, "PaymentExpired, under another token, scheduled for redelivery");
        await host.Database.ExecuteAsync("ALTER VIEW ordering.payments_away RENAME TO recorded_payments");

        await Poll.UntilAsync(() => host.StateOfAsync(orderId), state => state == "Releasing", "Releasing");
        (await host.Broker.CountAsync("order-state_error")).ShouldBe(0);
    }
}
