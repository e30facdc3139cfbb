using System.Diagnostics.Metrics;
using FlashSale.Contracts;
using FlashSale.TestKit;

namespace FlashSale.Inventory.Tests.Consumers;

public sealed class When_Redis_is_away(InventoryWithItsOwnRedis inventory) : IClassFixture<InventoryWithItsOwnRedis>
{
    [Fact]
    public async Task Should_release_and_reject_once_it_is_back_and_give_up_on_nothing()
    {
        var product = await inventory.OpenSaleAsync(units: 10, ledgerUnits: 4);
        var ended = new[] { await inventory.AllocateAsync(product), await inventory.AllocateAsync(product) };
        var paid = await inventory.AllocateAsync(product);
        var unlucky = await inventory.AdmitAsync(product, quantity: 5);
        var waiting = await inventory.AdmitAsync(product);
        using var held = new WaitingMessages(inventory.Service<IMeterFactory>());
        await inventory.OwnRedis.KillAsync();

        await Task.WhenAll([.. ended.Select(order => inventory.Sagas.GiveAsync(RunningInventory.Release(order))),
            inventory.Sagas.GiveAsync(RunningInventory.Commit(paid)), inventory.Sagas.GiveAsync(unlucky)]);

        // The ledger takes them all; neither an allocation nor a sold order needs Redis.
        await Poll.UntilAsync(() => inventory.BooksAsync(product), books => books == new Books(4, 3, 0, 1), "the ledger has settled them");
        await inventory.Sagas.GiveAsync(waiting);
        await inventory.Sagas.HearAsync<StockAllocated>(waiting.OrderId);
        await inventory.Sagas.HearAsync<StockCommitted>(paid.OrderId);
        await Poll.UntilAsync(() => Task.FromResult(held.Count), count => count == 3, "the other three are held back");
        Heard(ended, unlucky).ShouldBe(0);

        await inventory.OwnRedis.StartAsync();
        await Poll.UntilAsync(() => Task.FromResult(Heard(ended, unlucky)), words => words == 3, "three words");
        await Poll.UntilAsync(() => Task.FromResult(held.Count), count => count == 0, "nothing is held back");
        // Nine of ten were taken: of these two are given back, five dropped, one sold, one held.
        (await inventory.RedisAsync(product)).ShouldBe((3, 2));
        await inventory.ShouldHaveNoDeadLettersAsync();
    }

    int Heard(AllocateStock[] ended, AllocateStock unlucky) =>
        ended.Sum(order => inventory.Sagas.Heard<StockReleased>(order.OrderId).Count)
        + inventory.Sagas.Heard<StockRejected>(unlucky.OrderId).Count;
}
