using FlashSale.Contracts;

namespace FlashSale.Inventory.Tests.Consumers;

public sealed class When_orders_are_admitted(RunningInventory inventory) : IClassFixture<RunningInventory>
{
    [Fact]
    public async Task Should_relay_those_of_every_sale_that_PostgreSQL_knows()
    {
        foreach (var product in await Task.WhenAll(inventory.OpenSaleAsync(5), inventory.OpenSaleAsync(5)))
        {
            var order = await inventory.AdmitAsync(product, quantity: 2);
            var message = (await inventory.Sagas.HearAsync<OrderSubmitted>(order.OrderId)).ShouldHaveSingleItem();
            ((OrderSubmitted)message.Message).ProductId.ShouldBe(product);
        }
    }

    [Fact]
    public async Task Should_serve_the_queues_that_the_contract_names()
    {
        (await inventory.Broker.QueueNamesAsync()).ShouldBeSubsetOf(
            ["allocate-stock", "commit-stock", "release-stock", "sagas-of-the-test", "allocate-stock_error", "commit-stock_error", "release-stock_error"]);
        (await inventory.Broker.QueueNamesAsync()).Count(name => name.EndsWith("-stock", StringComparison.Ordinal)).ShouldBe(3);
    }
}
