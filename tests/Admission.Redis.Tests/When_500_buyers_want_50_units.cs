using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_500_buyers_want_50_units : IAsyncLifetime
{
    readonly AdmissionUnderTest _admission = new();

    public async Task InitializeAsync() => await _admission.OpenAsync(sale => sale with { TotalStock = 50, PerCustomerLimit = 1 });

    public async Task DisposeAsync() => await _admission.DisposeAsync();

    [Fact]
    public async Task Should_sell_exactly_50()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => _admission.InsistAsync(_admission.Request($"buyer-{i}", key: "k"))));

        Counts(replies).ShouldBe("Accepted 50, SoldOut 450");
        (await _admission.BooksAsync()).ShouldBe(new SaleSnapshot(0, 50, 50, 0, 1, 1));
    }

    [Fact]
    public async Task Should_sell_a_buyer_no_more_than_the_limit_however_often_they_ask_at_once()
    {
        await _admission.ChangeAsync(sale => sale with { Settings = new() { Version = 1, UserRate = 0 } });

        var replies = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => _admission.InsistAsync(_admission.Request("greedy", key: $"k-{i}"))));

        Counts(replies).ShouldBe("Accepted 1, PurchaseLimit 499");
        (await _admission.BooksAsync()).Available.ShouldBe(49);
    }

    static string Counts(IEnumerable<AdmissionReply> replies) =>
        string.Join(", ", replies.CountBy(reply => reply.Outcome is AdmissionOutcome.Replayed ? AdmissionOutcome.Accepted : reply.Outcome).OrderBy(count => count.Key).Select(count => $"{count.Key} {count.Value}"));
}
