using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Host;
using FlashSale.ServiceDefaults.Payments;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>The host on a real RabbitMQ against a provider over HTTP whose key, or ours, was changed.</summary>
public sealed class When_the_provider_refuses_our_credentials(SagasHost host) : IClassFixture<SagasHost>
{
    const int Refunds = 12;

    readonly string[] _payments = [.. Enumerable.Range(0, Refunds).Select(_ => $"p-{Guid.NewGuid():N}")];

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Should_hold_all_refunds_until_it_takes_them_again(int status)
    {
        host.Provider.RefusesWith = status;
        foreach (var payment in _payments)
            await host.PublishAsync(new RefundRequested { OrderId = await RequestAsync(payment), PaymentId = payment, Amount = 5m, Currency = "EUR", Reason = "order-ended" });

        // More attempts than the fault policy gives to a message that fails for its own sake: 3 deliveries of 2.
        await Poll.UntilAsync(() => Task.FromResult(_payments.Max(Attempts)), attempts => attempts > 7, "refused again and again", TimeSpan.FromSeconds(40));
        (await host.Broker.PeekAsync("refund_error")).ShouldBeEmpty();
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.scheduled_message")).ShouldBe(0, "no redelivery is used up");
        _payments.Count(payment => Attempts(payment) > 0).ShouldBe(4, "the endpoint stands still with those that it has in hand");
        Credentials.AreRefused.ShouldBeTrue();

        host.Provider.RefusesWith = null;
        foreach (var payment in _payments)
            await Poll.UntilAsync(() => host.RefundStateAsync(payment), state => state == "Refunded", "Refunded", TimeSpan.FromSeconds(30));
        _payments.SelectMany(host.Provider.RefundsOf).ShouldBe(Enumerable.Repeat(5m, Refunds));
        (await host.Broker.PeekAsync("refund_error")).ShouldBeEmpty();
        Credentials.AreRefused.ShouldBeFalse();
    }

    ProviderCredentials Credentials => host.Services.GetRequiredService<ProviderCredentials>();

    int Attempts(string payment) => host.Provider.RequestsFor(payment).Count + host.Provider.LookUpsOf(OrderOf(payment));

    static Guid OrderOf(string payment) => Guid.Parse(payment["p-".Length..]);

    async Task<Guid> RequestAsync(string payment)
    {
        var order = OrderOf(payment);
        await host.Database.ExecuteAsync("INSERT INTO ordering.refunds (payment_id, order_id, amount, currency, reason, state) VALUES ($1, $2, 5, 'EUR', 'order-ended', 'Requested')", payment, order);
        return order;
    }
}
