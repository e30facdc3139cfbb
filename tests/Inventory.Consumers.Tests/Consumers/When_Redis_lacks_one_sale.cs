using FlashSale.Contracts;
using FlashSale.Inventory.Ledger;
using FlashSale.TestKit;
using StackExchange.Redis;

namespace FlashSale.Inventory.Tests.Consumers;

public sealed class When_Redis_lacks_one_sale(InventoryWithoutRebuilds inventory) : IClassFixture<InventoryWithoutRebuilds>
{
    /// <summary>More than an endpoint has places.</summary>
    const int Orders = LedgerCommits.MaxBatchSize + 100;

    [Fact]
    public async Task Should_release_orders_of_the_others_as_ever()
    {
        var (lost, other) = (await inventory.OpenSaleAsync(Orders), await inventory.OpenSaleAsync(10));
        var ended = await inventory.AllocateAsync(other);
        var ofTheLost = OrdersOf(lost);
        await Task.WhenAll(ofTheLost.Select(order => inventory.Service<LedgerCommits>().DecideAsync(LedgerCommand.From(order), CancellationToken.None)));
        await LoseAsync(lost, async () =>
        {
            await Task.WhenAll(ofTheLost.Select(order => inventory.Sagas.GiveAsync(RunningInventory.Release(order))));
            await Poll.UntilAsync(() => inventory.BooksAsync(lost), books => books.Available == Orders, "the ledger has the units of the lost sale");

            await inventory.Sagas.GiveAsync(RunningInventory.Release(ended));
            await inventory.Sagas.HearAsync<StockReleased>(ended.OrderId);
            (await inventory.RedisAsync(other)).ShouldBe((10, 0));
            Heard<StockReleased>(ofTheLost).ShouldBe(0);
        });

        await Poll.UntilAsync(() => Task.FromResult(Heard<StockReleased>(ofTheLost)), heard => heard == Orders, "those of the lost sale are released when it is back");
        await inventory.ShouldHaveNoDeadLettersAsync();
    }

    [Fact]
    public async Task Should_reject_orders_of_the_others_as_ever()
    {
        var (lost, other) = (await inventory.OpenSaleAsync(units: 10, ledgerUnits: 0), await inventory.OpenSaleAsync(units: 10, ledgerUnits: 4));
        var unlucky = await inventory.AdmitAsync(other, quantity: 5);
        var ofTheLost = OrdersOf(lost);
        await LoseAsync(lost, async () =>
        {
            await Task.WhenAll(ofTheLost.Select(inventory.Sagas.GiveAsync));
            await Poll.UntilAsync(() => inventory.Database.ScalarAsync<long>("SELECT count(*) FROM inventory.order_movements WHERE product_id = $1", lost),
                decided => decided == Orders, "the ledger has rejected the orders of the lost sale");

            await inventory.Sagas.GiveAsync(unlucky);
            await inventory.Sagas.HearAsync<StockRejected>(unlucky.OrderId);
            Heard<StockRejected>(ofTheLost).ShouldBe(0);
        });

        await Poll.UntilAsync(() => Task.FromResult(Heard<StockRejected>(ofTheLost)), heard => heard == Orders, "those of the lost sale are rejected when it is back");
        await inventory.ShouldHaveNoDeadLettersAsync();
    }

    static List<AllocateStock> OrdersOf(string product) =>
        [.. Enumerable.Range(0, Orders).Select(_ => new AllocateStock { OrderId = Guid.NewGuid(), ProductId = product, UserId = "alice", Quantity = 1, PaymentWindowSeconds = 900 })];

    int Heard<T>(IEnumerable<AllocateStock> orders) => orders.Count(order => inventory.Sagas.Heard<T>(order.OrderId).Count > 0);

    /// <summary>As while a sale is rebuilt: its epoch is written last.</summary>
    static async Task LoseAsync(string product, Func<Task> meanwhile)
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(Servers.Addresses.Redis);
        await redis.GetDatabase().HashDeleteAsync($"{{{product}}}:sale", "epoch");
        await meanwhile();
        await redis.GetDatabase().HashSetAsync($"{{{product}}}:sale", "epoch", 1);
    }
}
