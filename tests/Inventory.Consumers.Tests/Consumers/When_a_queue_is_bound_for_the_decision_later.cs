using FlashSale.Contracts;
using FlashSale.TestKit;
using MassTransit;

namespace FlashSale.Inventory.Tests.Consumers;

/// <summary>As when a broker has lost its data, and the sagas declare their queue anew some seconds after the ledger goes on.</summary>
public sealed class When_a_queue_is_bound_for_the_decision_later(InventoryHeardLater inventory) : IClassFixture<InventoryHeardLater>
{
    [Fact]
    public async Task Should_be_told_by_the_redelivery_and_leave_no_dead_letter()
    {
        var product = await inventory.OpenSaleAsync(5);
        var order = await inventory.AdmitAsync(product);
        await inventory.Service<IBus>().Publish(order);
        await Poll.UntilAsync(() => inventory.Database.ScalarAsync<long>("SELECT count(*) FROM inventory.scheduled_message"), waiting => waiting == 1, "the command is to be redelivered");

        await inventory.Sagas.StartAsync();
        await inventory.Sagas.HearAsync<StockAllocated>(order.OrderId);
        await Poll.UntilAsync(() => inventory.Database.ScalarAsync<long>("SELECT count(*) FROM inventory.scheduled_message"), waiting => waiting == 0, "nothing waits any more");
        (await inventory.BooksAsync(product)).Allocated.ShouldBe(1);
        await inventory.ShouldHaveNoDeadLettersAsync();
    }
}
