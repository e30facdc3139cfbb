using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Host;
using FlashSale.Ordering.Sagas.Tests.Provider;
using FlashSale.TestKit;
using MassTransit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>The host on a real RabbitMQ against a provider over HTTP. The payments are of orders that do not exist: the shortest way to a refund.</summary>
public sealed class When_a_refund_is_requested(SagasHost host) : IClassFixture<SagasHost>
{
    readonly Guid _orderId = NewId.NextSequentialGuid();

    string PaymentId => $"p-{_orderId:N}";

    [Fact]
    public async Task Should_give_the_money_back_after_the_last_permitted_delivery_of_the_payment()
    {
        await PayAsync();

        await RefundedAsync();
        host.Provider.RequestsFor(PaymentId).Single().ShouldBe((PaymentId, new RefundBody(PaymentId, _orderId, 19.99m, "EUR")));
        host.Provider.RefundsOf(PaymentId).ShouldBe([19.99m]);
        (await host.Database.ScalarAsync<string>("SELECT reason FROM ordering.refunds WHERE payment_id = $1", PaymentId)).ShouldBe("order-unknown");
        (await host.Database.ScalarAsync<bool>("SELECT refunded_at > requested_at FROM ordering.refunds WHERE payment_id = $1", PaymentId)).ShouldBeTrue();
    }

    public static TheoryData<string> NothingWasDone => new("hangs", "500", "503", "429", "409");

    [Theory]
    [MemberData(nameof(NothingWasDone))]
    public async Task Should_ask_again_with_the_same_key_when_the_refund_was_not_made(string outcome)
    {
        var fault = outcome == "hangs" ? ProviderFault.HangsBeforeRefunding : new ProviderFault(int.Parse(outcome));
        // More often than one delivery tries: redelivery has to bring it back, too.
        host.Provider.FailFor(PaymentId, fault, fault, fault);

        await PayAsync();

        await RefundedAsync();
        host.Provider.RequestsFor(PaymentId).Select(request => request.Key).ShouldBe([PaymentId, PaymentId, PaymentId, PaymentId]);
        host.Provider.LookUpsOf(_orderId).ShouldBe(3, "before each time but the first");
        host.Provider.RefundsOf(PaymentId).ShouldBe([19.99m]);
    }

    public static TheoryData<ProviderFault> ItWasDone => new(
        ProviderFault.HangsAfterRefunding, ProviderFault.FailsAfterRefunding,
        ProviderFault.HangsAfterRefunding with { ForgetsTheKey = true }, ProviderFault.FailsAfterRefunding with { ForgetsTheKey = true });

    [Theory]
    [MemberData(nameof(ItWasDone), DisableDiscoveryEnumeration = true)]
    public async Task Should_not_ask_again_when_the_refund_was_made(ProviderFault fault)
    {
        host.Provider.FailFor(PaymentId, fault);

        await PayAsync();

        await RefundedAsync();
        host.Provider.RequestsFor(PaymentId).Count.ShouldBe(1);
        host.Provider.RefundsOf(PaymentId).ShouldBe([19.99m]);
    }

    [Fact]
    public async Task Should_not_give_up_while_the_outcome_is_unknown()
    {
        // 3 deliveries of 2 attempts are all that other faults get here.
        const int faults = 20;
        host.Provider.FailFor(PaymentId, [.. Enumerable.Repeat(new ProviderFault(500), faults)]);

        await PayAsync();

        await RefundedAsync();
        host.Provider.RequestsFor(PaymentId).Count.ShouldBe(faults + 1);
    }

    [Fact]
    public async Task Should_tell_the_order()
    {
        await host.PublishAsync(new OrderSubmitted { OrderId = _orderId, ProductId = "phone", UserId = "ada", Quantity = 1, UnitPrice = 19.99m, Currency = "EUR", PaymentWindowSeconds = 900, AcceptedAt = DateTimeOffset.UtcNow });
        await Poll.UntilAsync(() => host.StateOfAsync(_orderId), state => state == "Allocating", "Allocating");

        await host.PublishAsync(new PaymentReceived { OrderId = _orderId, PaymentId = PaymentId, Amount = 1m, Currency = "EUR" });

        await RefundedAsync();
        await Poll.UntilAsync(
            () => host.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.timeline WHERE order_id = $1 AND event = 'RefundCompleted'", _orderId),
            count => count == 1, "RefundCompleted in the timeline");
    }

    [Theory]
    [InlineData(422)]
    [InlineData(404)]
    public async Task Should_keep_a_refused_refund_for_a_person_while_others_go_on(int status)
    {
        host.Provider.FailFor(PaymentId, [.. Enumerable.Repeat(new ProviderFault(status), 100)]);

        await PayAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            var order = NewId.NextGuid();
            await host.PublishAsync(new PaymentReceived { OrderId = order, PaymentId = $"p-{order:N}", Amount = 5m, Currency = "EUR" });
            return $"p-{order:N}";
        }));

        foreach (var other in others)
            await Poll.UntilAsync(() => host.RefundStateAsync(other), state => state == "Refunded", $"{other} is refunded");
        var letter = await Poll.UntilAsync(
            async () => (await host.Broker.PeekAsync("refund_error")).SingleOrDefault(letter => letter.GetProperty("payload").GetString()!.Contains(PaymentId, StringComparison.Ordinal)),
            letter => letter.ValueKind != System.Text.Json.JsonValueKind.Undefined, "in refund_error");
        letter.GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-ExceptionType").GetString().ShouldBe("FlashSale.ServiceDefaults.Payments.RefundRefusedException");
        (await host.RefundStateAsync(PaymentId)).ShouldBe("Requested");
        host.Provider.RefundsOf(PaymentId).ShouldBeEmpty();
        (await host.Database.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM messaging.dead_letters WHERE order_id = $1 AND queue = 'refund')", _orderId)).ShouldBeTrue("the finding of reconcile begins here");
    }

    [Fact]
    public async Task Should_set_a_cancellation_aside_whose_order_never_comes()
    {
        await host.PublishAsync(new OrderCancellationRequested { OrderId = _orderId });

        await Poll.UntilAsync(
            async () => (await host.Broker.PeekAsync("order-state_error")).Any(letter => letter.GetProperty("payload").GetString()!.Contains(_orderId.ToString(), StringComparison.Ordinal)),
            "in order-state_error");
    }

    Task PayAsync() => host.PublishAsync(new PaymentReceived { OrderId = _orderId, PaymentId = PaymentId, Amount = 19.99m, Currency = "EUR" });

    Task<string> RefundedAsync() => Poll.UntilAsync(() => host.RefundStateAsync(PaymentId), state => state == "Refunded", "Refunded");
}
