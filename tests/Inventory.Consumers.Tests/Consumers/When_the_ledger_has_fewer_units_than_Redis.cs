using FlashSale.Contracts;

namespace FlashSale.Inventory.Tests.Consumers;

public sealed class When_the_ledger_has_fewer_units_than_Redis(RunningInventory inventory) : IClassFixture<RunningInventory>
{
    [Fact]
    public async Task Should_reject_the_order_and_drop_its_reservation_without_putting_units_on_sale()
    {
        var product = await inventory.OpenSaleAsync(units: 5, ledgerUnits: 1);
        var order = await inventory.AdmitAsync(product, quantity: 2);

        for (var i = 0; i < 2; i++)
            await inventory.Sagas.GiveAsync(order);

        var words = await inventory.Sagas.HearAsync<StockRejected>(order.OrderId, times: 2);
        words.ShouldAllBe(message => ((StockRejected)message.Message).Reason == "sold-out");
        words.Select(message => message.MessageId).Distinct().ShouldHaveSingleItem().ShouldBe(DecisionMessage.IdOf(order.OrderId, DecisionMessage.Allocation));
        (await inventory.RedisAsync(product)).ShouldBe((3, 0));
        (await inventory.BooksAsync(product)).ShouldBe(new(Total: 1, Available: 1, Allocated: 0, Sold: 0));
        inventory.Sagas.Heard<StockAllocated>(order.OrderId).ShouldBeEmpty();
    }
}
