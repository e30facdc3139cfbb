using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_an_order_ends : IAsyncLifetime
{
    readonly GateUnderTest _gate = new();

    public async Task InitializeAsync() => await _gate.OpenAsync();

    public async Task DisposeAsync() => await _gate.DisposeAsync();

    [Fact]
    public async Task Should_put_released_units_up_for_sale_again_and_clear_the_buyers_count()
    {
        var order = await _gate.AdmitAsync("alice", 2);

        (await _gate.Stock.ReleaseAsync(_gate.ProductId, 1, order.OrderId, default)).ShouldBeTrue();

        (await _gate.BooksAsync()).ShouldSatisfyAllConditions(books => books.Available.ShouldBe(10), books => books.Reserved.ShouldBe(0));
        (await _gate.Sales.FindReservationAsync(order.OrderId, [_gate.ProductId], default)).ShouldBeNull();
        // The user's bucket misses two tokens of 100 and is full again after a tenth of a second; then nothing is left of the buyer.
        await Poll.UntilAsync(() => Task.FromResult(_gate.Keys().Contains(new SaleKeys(_gate.ProductId).Buyer("alice"))), there => !there, "the buyer is forgotten");
        (await _gate.AdmitAsync("alice", 2)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_keep_the_buyers_other_reservations()
    {
        var one = await _gate.AdmitAsync("alice");
        var other = await _gate.AdmitAsync("alice");

        await _gate.Stock.ReleaseAsync(_gate.ProductId, 1, one.OrderId, default);

        (await _gate.Sales.FindReservationsOfBuyerAsync("alice", [_gate.ProductId], default)).ShouldBe([other.Order!]);
        (await _gate.AdmitAsync("alice", 2)).Outcome.ShouldBe(AdmissionOutcome.PurchaseLimit);
        (await _gate.AdmitAsync("alice", 1)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_release_once_however_often_and_simultaneously_it_is_told()
    {
        var order = await _gate.AdmitAsync("alice", 2);

        var released = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _gate.Stock.ReleaseAsync(_gate.ProductId, 1, order.OrderId, default)));

        released.Count(moved => moved).ShouldBe(1);
        (await _gate.BooksAsync()).ShouldSatisfyAllConditions(books => books.Available.ShouldBe(10), books => books.Reserved.ShouldBe(0));
    }

    [Fact]
    public async Task Should_not_release_a_second_order_when_the_first_ones_key_is_replayed()
    {
        // A replay against its release: whichever comes first, the key names one order and its units move once.
        foreach (var i in Enumerable.Range(0, 100))
        {
            var order = await _gate.AdmitAsync($"buyer-{i}", key: "k");
            var release = _gate.Stock.ReleaseAsync(_gate.ProductId, 1, order.OrderId, default);
            var replay = _gate.AdmitAsync($"buyer-{i}", key: "k");

            (await release).ShouldBeTrue();
            (await replay).OrderId.ShouldBe(order.OrderId);
            (await replay).Outcome.ShouldBe(AdmissionOutcome.Replayed);
            (await _gate.Stock.ReleaseAsync(_gate.ProductId, 1, order.OrderId, default)).ShouldBeFalse();
        }

        (await _gate.BooksAsync()).ShouldSatisfyAllConditions(books => books.Available.ShouldBe(10), books => books.Reserved.ShouldBe(0));
    }

    [Fact]
    public async Task Should_not_sell_the_units_of_a_rejected_order_again()
    {
        var order = await _gate.AdmitAsync("alice", 2);

        (await _gate.Stock.DropAsync(_gate.ProductId, 1, order.OrderId, default)).ShouldBeTrue();
        (await _gate.Stock.DropAsync(_gate.ProductId, 1, order.OrderId, default)).ShouldBeFalse();

        (await _gate.BooksAsync()).ShouldSatisfyAllConditions(books => books.Available.ShouldBe(8), books => books.Reserved.ShouldBe(0));
        (await _gate.AdmitAsync("alice", 2)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_do_nothing_for_an_order_without_a_reservation()
    {
        var before = await _gate.TracesAsync();

        (await _gate.Stock.ReleaseAsync(_gate.ProductId, 1, Guid.NewGuid(), default)).ShouldBeFalse();
        (await _gate.Stock.DropAsync(_gate.ProductId, 1, Guid.NewGuid(), default)).ShouldBeFalse();

        (await _gate.TracesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Should_be_told_again_when_Redis_carries_another_epoch()
    {
        var order = await _gate.AdmitAsync();
        var before = await _gate.TracesAsync();

        await Should.ThrowAsync<SaleNotLoadedException>(_gate.Stock.ReleaseAsync(_gate.ProductId, 2, order.OrderId, default));
        await Should.ThrowAsync<SaleNotLoadedException>(_gate.Stock.DropAsync(_gate.ProductId, 2, order.OrderId, default));

        (await _gate.TracesAsync()).ShouldBe(before);
    }
}
