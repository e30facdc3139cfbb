using FlashSale.Contracts;
using FlashSale.TestKit;

namespace FlashSale.Inventory.Tests.Consumers;

public sealed class When_hundreds_of_orders_come_to_two_instances(TwoInstances inventory) : IClassFixture<TwoInstances>
{
    const int Orders = 400;
    const int UnitsInLedger = 300;
    const int Paid = 100;

    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Every command comes twice; a third of the allocated orders is paid, the others end unpaid.</summary>
    [Fact]
    public async Task Should_balance_ledger_and_Redis()
    {
        var product = await inventory.OpenSaleAsync(units: Orders, ledgerUnits: UnitsInLedger);
        var orders = new List<AllocateStock>();
        foreach (var some in Enumerable.Range(0, Orders).Chunk(20))
            orders.AddRange(await Task.WhenAll(some.Select(_ => inventory.AdmitAsync(product))));

        await Task.WhenAll(orders.Select(TwiceAsync));
        var isAllocated = await Task.WhenAll(orders.Select(IsAllocatedAsync));
        var allocated = orders.Where((_, number) => isAllocated[number]).ToArray();
        allocated.Length.ShouldBe(UnitsInLedger);
        (await inventory.BooksAsync(product)).ShouldBe(new(UnitsInLedger, Available: 0, Allocated: UnitsInLedger, Sold: 0));

        await Task.WhenAll([.. allocated[..Paid].Select(CommitAsync), .. allocated[Paid..].Select(ReleaseAsync)]);
        (await inventory.BooksAsync(product)).ShouldBe(new(UnitsInLedger, Available: UnitsInLedger - Paid, Allocated: 0, Sold: Paid));
        // Redis took orders for 100 units that were not there; with these orders rejected it is level with the ledger again.
        (await inventory.RedisAsync(product)).ShouldBe((UnitsInLedger - Paid, Paid));
        await inventory.ShouldHaveNoDeadLettersAsync();
    }

    async Task<bool> IsAllocatedAsync(AllocateStock order)
    {
        var (yes, no) = await Poll.UntilAsync(
            () => Task.FromResult((Yes: inventory.Sagas.Heard<StockAllocated>(order.OrderId).Count, No: inventory.Sagas.Heard<StockRejected>(order.OrderId).Count)),
            heard => heard.Yes + heard.No == 2, $"{order.OrderId} is allocated or rejected, twice", Timeout);
        (yes is 0 or 2).ShouldBeTrue($"{order.OrderId} was both allocated and rejected");
        return yes == 2;
    }

    async Task CommitAsync(AllocateStock order)
    {
        await TwiceAsync(RunningInventory.Commit(order));
        await inventory.Sagas.HearAsync<StockCommitted>(order.OrderId, times: 2);
    }

    async Task ReleaseAsync(AllocateStock order)
    {
        await TwiceAsync(RunningInventory.Release(order));
        await inventory.Sagas.HearAsync<StockReleased>(order.OrderId, times: 2);
    }

    Task TwiceAsync<T>(T command)
        where T : class => Task.WhenAll(inventory.Sagas.GiveAsync(command), inventory.Sagas.GiveAsync(command));
}
