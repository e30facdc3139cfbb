using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Awaited;
using FlashSale.Ordering.Sagas.Tests.Host;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests.Awaited;

/// <summary>The host on a real RabbitMQ; inventory is a stand-in, nobody takes notices, and some messages never come.</summary>
public sealed class When_messages_are_lost(When_messages_are_lost.Hasty host) : IClassFixture<When_messages_are_lost.Hasty>, IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Looks ten times a second for what is a second late.</summary>
    public sealed class Hasty : SagasHost
    {
        protected override void Configure(IServiceCollection services) => services.AddSingleton(new AwaitedOptions
        {
            LookEvery = TimeSpan.FromMilliseconds(100),
            OverdueAfter = TimeSpan.FromSeconds(1),
            FirstPause = TimeSpan.FromMilliseconds(300),
            LongestPause = TimeSpan.FromMilliseconds(300),
            MarkerLostAfter = TimeSpan.FromMilliseconds(500),
        });
    }

    IBusControl _inventory = null!;

    public async Task InitializeAsync() => _inventory = await TestServices.StartInventoryAsync(host.Broker.Address, TimeSpan.FromHours(1));

    public Task DisposeAsync() => _inventory.StopAsync();

    [Fact]
    public async Task Should_hear_of_a_recorded_payment_whose_message_is_lost()
    {
        var order = await AwaitingPaymentAsync();
        await RecordAsync(order, "lost", "succeeded");

        await ShouldBecomeAsync(order, "Confirmed");
        (await ResentAsync(order)).ShouldBe(["payment 1"]);
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.timeline WHERE order_id = $1 AND event = 'PaymentReceived (sent again)'", order)).ShouldBe(1);
        await AnsweredAsync(order, "payment");
    }

    [Fact]
    public async Task Should_expire_an_order_whose_deadline_is_lost()
    {
        var order = await AwaitingPaymentAsync();
        await host.Database.ExecuteAsync("DELETE FROM ordering.scheduled_message USING ordering.orders WHERE token_id = payment_expired_token AND order_id = $1", order);
        await Task.Delay(TimeSpan.FromSeconds(2));
        (await host.StateOfAsync(order)).ShouldBe("AwaitingPayment", "the deadline is in an hour");
        await host.Database.ExecuteAsync("UPDATE ordering.orders SET payment_due_at = now() - interval '2 seconds', awaited_since = now() - interval '2 seconds' WHERE order_id = $1", order);

        await ShouldBecomeAsync(order, "Expired");
        (await ResentAsync(order)).ShouldContain("deadline 1");
    }

    [Fact]
    public async Task Should_obey_a_recorded_cancellation_whose_message_is_lost()
    {
        var order = await AwaitingPaymentAsync();
        await host.Database.ExecuteAsync("INSERT INTO ordering.cancellations (order_id) VALUES ($1)", order);

        await ShouldBecomeAsync(order, "Cancelled");
        (await ResentAsync(order)).ShouldContain("cancellation 1");
    }

    [Fact]
    public async Task Should_count_a_recorded_decline_whose_message_is_lost()
    {
        var order = await AwaitingPaymentAsync();
        await RecordAsync(order, "lost-decline", "declined");

        await Poll.UntilAsync(() => host.Database.ScalarAsync<int>("SELECT declines FROM ordering.orders WHERE order_id = $1", order), declines => declines == 1, "a counted decline", Patience);
        (await ResentAsync(order)).ShouldBe(["decline 1"]);
    }

    [Fact]
    public async Task Should_refund_what_was_requested_and_got_lost()
    {
        await host.Database.ExecuteAsync("INSERT INTO ordering.refunds (payment_id, order_id, amount, currency, reason, state) VALUES ('lost-refund', $1, 5, 'EUR', 'order-ended', 'Requested')", Guid.NewGuid());

        await Poll.UntilAsync(() => host.RefundStateAsync("lost-refund"), state => state == "Refunded", "Refunded", Patience);
    }

    [Fact]
    public async Task Should_not_send_again_what_still_waits_in_an_outbox()
    {
        var order = await AwaitingPaymentAsync();
        await RecordAsync(order, "known", "succeeded");
        await host.PublishAsync(new PaymentReceived { OrderId = order, PaymentId = "known", Amount = 19.99m, Currency = "EUR" });
        await ShouldBecomeAsync(order, "Confirmed");
        // No queue takes OrderConfirmed, so the broker returns it.
        await Task.Delay(TimeSpan.FromSeconds(3));
        (await ResentAsync(order)).ShouldBeEmpty("the event has yet to reach the broker");
    }

    [Fact]
    public async Task Should_ask_for_the_stock_though_no_queue_takes_the_outcome()
    {
        // The stand-in notes no markers.
        await host.Database.ExecuteAsync("INSERT INTO messaging.queue_markers (queue, sent_at) VALUES ('commit-stock', now() + interval '1 hour')");
        // The command, as if its queue had been purged: the order is confirmed without it.
        var order = await AwaitingPaymentAsync();
        await host.Database.ExecuteAsync("UPDATE ordering.orders SET state = 'Confirmed', payment_id = 'purged' WHERE order_id = $1", order);
        await host.Database.ExecuteAsync("""
            INSERT INTO ordering.outbox (group_id, ordinal, message_id, destination, content_type, message_types, body, properties, owner, lease_until)
            VALUES (gen_random_uuid(), 0, gen_random_uuid(), 'exchange:nowhere', 'application/json', 'urn:message:FlashSale.Contracts:OrderConfirmed', convert_to($1, 'UTF8'), '{}', gen_random_uuid(), 'infinity')
            """, $$$"""{"message":{"orderId":"{{{order}}}"}}""");

        await Poll.UntilAsync(() => host.Database.ScalarAsync<bool>("SELECT stock_committed FROM ordering.orders WHERE order_id = $1", order), committed => committed, "the stock is committed", Patience);
        await Task.Delay(TimeSpan.FromSeconds(1));
        (await ResentAsync(order)).ShouldBe(["commit 1"], "the outcome is on its way, and explains that its notice has not ended");
    }

    async Task<Guid> AwaitingPaymentAsync()
    {
        var order = NewId.NextSequentialGuid();
        await host.PublishAsync(TestSubmission.Of(order));
        await ShouldBecomeAsync(order, "AwaitingPayment");
        return order;
    }

    Task<string> ShouldBecomeAsync(Guid order, string state) => Poll.UntilAsync(() => host.StateOfAsync(order), now => now == state, state, Patience);

    Task<int> RecordAsync(Guid order, string payment, string outcome) =>
        host.Database.ExecuteAsync("INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency) VALUES ($1, $2, $3, 19.99, 'EUR')", payment, outcome, order);

    Task<string[]> ResentAsync(Guid order) => host.Database.ScalarAsync<string[]>("SELECT coalesce(array_agg(answer || ' ' || attempts ORDER BY answer), '{}') FROM ordering.resends WHERE order_id = $1", order);

    Task<bool> AnsweredAsync(Guid order, string answer) =>
        Poll.UntilAsync(() => host.Database.ScalarAsync<bool>("SELECT answered_at IS NOT NULL FROM ordering.resends WHERE order_id = $1 AND answer = $2", order, answer), done => done, "the resend is closed", Patience);
}
