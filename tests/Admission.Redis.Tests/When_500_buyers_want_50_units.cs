using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_500_buyers_want_50_units : IAsyncLifetime
{
    readonly GateUnderTest _gate = new();

    public async Task InitializeAsync() => await _gate.OpenAsync(sale => sale with { TotalStock = 50, PerCustomerLimit = 1 });

    public async Task DisposeAsync() => await _gate.DisposeAsync();

    [Fact]
    public async Task Should_sell_exactly_50()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => _gate.AdmitAsync($"buyer-{i}")));

        replies.Count(reply => reply.Outcome == AdmissionOutcome.Accepted).ShouldBe(50);
        replies.Count(reply => reply.Outcome == AdmissionOutcome.SoldOut).ShouldBe(450);
        (await _gate.BooksAsync()).ShouldBe(new SaleSnapshot(0, 50, 50, 0, 1, 1));
    }

    [Fact]
    public async Task Should_sell_a_buyer_no_more_than_the_limit_however_often_they_ask_at_once()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => _gate.AdmitAsync("greedy")));

        replies.Count(reply => reply.Outcome == AdmissionOutcome.Accepted).ShouldBe(1);
        replies.Count(reply => reply.Outcome == AdmissionOutcome.PurchaseLimit).ShouldBe(499);
        (await _gate.BooksAsync()).Available.ShouldBe(49);
    }
}
