using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_an_order_ends : IAsyncLifetime
{
    readonly AdmissionUnderTest _admission = new();

    public async Task InitializeAsync() => await _admission.OpenAsync();

    public async Task DisposeAsync() => await _admission.DisposeAsync();

    [Fact]
    public async Task Should_put_released_units_up_for_sale_again_and_clear_the_buyers_count()
    {
        var order = await _admission.AdmitAsync("alice", 2);

        (await _admission.Stock.ReleaseAsync(_admission.ProductId, 1, order.OrderId, default)).ShouldBeTrue();

        (await _admission.BooksAsync()).ShouldSatisfyAllConditions(books => books.Available.ShouldBe(10), books => books.Reserved.ShouldBe(0));
        (await _admission.Sales.FindReservationAsync(order.OrderId, [_admission.ProductId], default)).ShouldBeNull();
        // The user's bucket misses two tokens of 100 and is full again after a tenth of a second; then nothing is left of the buyer.
        await Poll.UntilAsync(() => Task.FromResult(_admission.Keys().Contains(new SaleKeys(_admission.ProductId).Buyer("alice"))), there => !there, "the buyer is forgotten");
        (await _admission.AdmitAsync("alice", 2)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_keep_the_buyers_other_reservations()
    {
        var one = await _admission.AdmitAsync("alice");
        var other = await _admission.AdmitAsync("alice");

        await _admission.Stock.ReleaseAsync(_admission.ProductId, 1, one.OrderId, default);

        (await _admission.Sales.FindReservationsOfBuyerAsync("alice", [_admission.ProductId], default)).ShouldBe([other.Order!]);
        (await _admission.AdmitAsync("alice", 2)).Outcome.ShouldBe(AdmissionOutcome.PurchaseLimit);
        (await _admission.AdmitAsync("alice", 1)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_release_once_however_often_and_simultaneously_it_is_told()
    {
        var order = await _admission.AdmitAsync("alice", 2);

        var released = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _admission.Stock.ReleaseAsync(_admission.ProductId, 1, order.OrderId, default)));

        released.Count(moved => moved).ShouldBe(1);
        (await _admission.BooksAsync()).ShouldSatisfyAllConditions(books => books.Available.ShouldBe(10), books => books.Reserved.ShouldBe(0));
    }

    [Fact]
    public async Task Should_not_release_a_second_order_when_the_first_ones_key_is_replayed()
    {
        // A replay against its release: whichever comes first, the key names one order and its units move once.
        foreach (var i in Enumerable.Range(0, 100))
        {
            var order = await _admission.AdmitAsync($"buyer-{i}", key: "k");
            var release = _admission.Stock.ReleaseAsync(_admission.ProductId, 1, order.OrderId, default);
            var replay = _admission.AdmitAsync($"buyer-{i}", key: "k");

            (await release).ShouldBeTrue();
            (await replay).OrderId.ShouldBe(order.OrderId);
            (await replay).Outcome.ShouldBe(AdmissionOutcome.Replayed);
            (await _admission.Stock.ReleaseAsync(_admission.ProductId, 1, order.OrderId, default)).ShouldBeFalse();
        }

        (await _admission.BooksAsync()).ShouldSatisfyAllConditions(books => books.Available.ShouldBe(10), books => books.Reserved.ShouldBe(0));
    }

    [Fact]
    public async Task Should_not_sell_the_units_of_a_rejected_order_again()
    {
        var order = await _admission.AdmitAsync("alice", 2);

        (await _admission.Stock.DropAsync(_admission.ProductId, 1, order.OrderId, default)).ShouldBeTrue();
        (await _admission.Stock.DropAsync(_admission.ProductId, 1, order.OrderId, default)).ShouldBeFalse();

        (await _admission.BooksAsync()).ShouldSatisfyAllConditions(books => books.Available.ShouldBe(8), books => books.Reserved.ShouldBe(0));
        (await _admission.AdmitAsync("alice", 2)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_do_nothing_for_an_order_without_a_reservation()
    {
        var before = await _admission.TracesAsync();

        (await _admission.Stock.ReleaseAsync(_admission.ProductId, 1, Guid.NewGuid(), default)).ShouldBeFalse();
        (await _admission.Stock.DropAsync(_admission.ProductId, 1, Guid.NewGuid(), default)).ShouldBeFalse();

        (await _admission.TracesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Should_be_told_again_when_Redis_carries_another_epoch()
    {
        var order = await _admission.AdmitAsync();
        var before = await _admission.TracesAsync();

        await Should.ThrowAsync<SaleNotLoadedException>(_admission.Stock.ReleaseAsync(_admission.ProductId, 2, order.OrderId, default));
        await Should.ThrowAsync<SaleNotLoadedException>(_admission.Stock.DropAsync(_admission.ProductId, 2, order.OrderId, default));

        (await _admission.TracesAsync()).ShouldBe(before);
    }
}
