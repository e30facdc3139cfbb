using FlashSale.Admission.Streams;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_admitted_orders_are_counted : IAsyncLifetime
{
    readonly AdmissionUnderTest _admission = new();

    public async Task InitializeAsync() => await _admission.OpenAsync();

    public async Task DisposeAsync() => await _admission.DisposeAsync();

    [Fact]
    public async Task Should_count_orders_and_not_units_and_those_that_have_left_the_stream_too()
    {
        (await CountAsync()).ShouldBe((0, 0));
        await _admission.AdmitAsync("alice", 2);
        var before = DateTimeOffset.UtcNow;
        await _admission.AdmitAsync("bob", 2);
        (await CountAsync()).ShouldBe((2, 2));

        var stream = new IntentStream(_admission.Connection, _admission.ProductId, "relay");
        var first = (await stream.ReadNewAsync(1))[0];
        await stream.AcknowledgeAsync([first.EntryId]);
        (await CountAsync()).ShouldBe((2, 1));

        // An order that is released was admitted all the same, and a refused one was not.
        await _admission.Stock.ReleaseAsync(_admission.ProductId, 1, first.Order!.OrderId, default);
        await _admission.AdmitAsync("bob", 2);
        (await CountAsync()).ShouldBe((2, 1));
        (await Query.CountAsync(_admission.ProductId, default)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            orders => orders.Epoch.ShouldBe(1), orders => orders.At.ShouldBeInRange(before.AddSeconds(-1), before.AddSeconds(30)));
    }

    [Fact]
    public async Task Should_say_when_Redis_does_not_carry_the_sale() => (await Query.CountAsync("nobody-knows-it", default)).ShouldBeNull();

    AdmittedOrdersQuery Query => new(_admission.Connection);

    async Task<(long, long)> CountAsync()
    {
        var orders = await Query.CountAsync(_admission.ProductId, default);
        return (orders!.Count, orders.InStream);
    }
}
