using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Host;
using FlashSale.TestKit;
using MassTransit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>The host on a real RabbitMQ against a provider over HTTP. It was asked for a refund a day ago; what came of it is not on record.</summary>
public sealed class When_the_provider_may_have_forgotten_a_key(SagasHost host) : IClassFixture<SagasHost>
{
    readonly Guid _orderId = NewId.NextSequentialGuid();

    string PaymentId => $"p-{_orderId:N}";

    [Fact]
    public async Task Should_find_the_refund_and_not_ask_for_it()
    {
        host.Provider.Made(new(PaymentId, _orderId, 19.99m, "EUR"));

        await AskedAsync("25 hours");

        await RefundedAsync();
        host.Provider.RequestsFor(PaymentId).ShouldBeEmpty();
        host.Provider.RefundsOf(PaymentId).ShouldBe([19.99m]);
    }

    [Fact]
    public async Task Should_not_ask_for_it_when_none_was_seen_once()
    {
        await AskedAsync("25 hours");

        await Poll.UntilAsync(() => Task.FromResult(host.Provider.LookUpsOf(_orderId)), looks => looks >= 10, "looked up again and again");
        host.Provider.RequestsFor(PaymentId).ShouldBeEmpty();
        (await host.Database.ScalarAsync<bool>("SELECT none_seen_at > now() - interval '1 minute' FROM ordering.refunds WHERE payment_id = $1", PaymentId)).ShouldBeTrue();
        (await host.RefundStateAsync(PaymentId)).ShouldBe("Requested");
    }

    [Fact]
    public async Task Should_find_a_refund_that_shows_late()
    {
        await AskedAsync("25 hours");
        await NoneIsSeenAsync();

        host.Provider.Made(new(PaymentId, _orderId, 19.99m, "EUR"));

        await RefundedAsync();
        host.Provider.RequestsFor(PaymentId).ShouldBeEmpty();
        host.Provider.RefundsOf(PaymentId).ShouldBe([19.99m]);
    }

    [Fact]
    public async Task Should_ask_for_it_when_none_was_seen_twice_a_minute_apart()
    {
        await AskedAsync("25 hours");
        await NoneIsSeenAsync();
        await host.Database.ExecuteAsync("UPDATE ordering.refunds SET none_seen_at = none_seen_at - interval '50 seconds' WHERE payment_id = $1", PaymentId);
        await Task.Delay(TimeSpan.FromSeconds(1));
        host.Provider.RequestsFor(PaymentId).ShouldBeEmpty("a minute has not passed");

        await host.Database.ExecuteAsync("UPDATE ordering.refunds SET none_seen_at = none_seen_at - interval '10 seconds' WHERE payment_id = $1", PaymentId);

        await RefundedAsync();
        host.Provider.RefundsOf(PaymentId).ShouldBe([19.99m]);
        // The key lives anew.
        (await host.Database.ScalarAsync<bool>("SELECT asked_at > now() - interval '1 minute' AND none_seen_at IS NULL FROM ordering.refunds WHERE payment_id = $1", PaymentId)).ShouldBeTrue();
    }

    [Fact]
    public async Task Should_look_it_up_and_ask_at_once_while_the_key_lives()
    {
        await AskedAsync("23 hours");

        await RefundedAsync();
        host.Provider.LookUpsOf(_orderId).ShouldBe(1);
        host.Provider.RefundsOf(PaymentId).ShouldBe([19.99m]);
    }

    /// <summary>The request was lost on the way to the provider, or its answer on the way back; now its message comes again.</summary>
    async Task AskedAsync(string ago)
    {
        await host.Database.ExecuteAsync($"""
            INSERT INTO ordering.refunds (payment_id, order_id, amount, currency, reason, state, requested_at, asked_at)
            VALUES ($1, $2, 19.99, 'EUR', 'order-ended', 'Requested', now() - interval '{ago}', now() - interval '{ago}')
            """, PaymentId, _orderId);
        await host.PublishAsync(new RefundRequested { OrderId = _orderId, PaymentId = PaymentId, Amount = 19.99m, Currency = "EUR", Reason = "order-ended" });
    }

    Task<bool> NoneIsSeenAsync() => Poll.UntilAsync(() => host.Database.ScalarAsync<bool>("SELECT none_seen_at IS NOT NULL FROM ordering.refunds WHERE payment_id = $1", PaymentId), seen => seen, "none is seen");

    Task<string> RefundedAsync() => Poll.UntilAsync(() => host.RefundStateAsync(PaymentId), state => state == "Refunded", "Refunded");
}
