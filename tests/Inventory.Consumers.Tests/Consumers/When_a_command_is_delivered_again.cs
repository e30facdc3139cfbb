using FlashSale.Contracts;

namespace FlashSale.Inventory.Tests.Consumers;

public sealed class When_a_command_is_delivered_again(TwoInstances inventory) : IClassFixture<TwoInstances>
{
    const int Deliveries = 10;

    [Fact]
    public async Task Should_repeat_the_allocation_word_for_word_from_whichever_instance()
    {
        var product = await inventory.OpenSaleAsync(5);
        var order = await inventory.AdmitAsync(product);

        for (var i = 0; i < Deliveries; i++)
            await inventory.Sagas.GiveAsync(order);

        var words = await inventory.Sagas.HearAsync<StockAllocated>(order.OrderId, Deliveries);
        words.Select(message => (StockAllocated)message.Message).Distinct().ShouldHaveSingleItem();
        words.Select(message => message.MessageId).Distinct().ShouldHaveSingleItem().ShouldBe(DecisionMessage.IdOf(order.OrderId, DecisionMessage.Allocation));
        (await inventory.BooksAsync(product)).ShouldBe(new(Total: 5, Available: 4, Allocated: 1, Sold: 0));
    }

    [Fact]
    public async Task Should_sell_the_units_once()
    {
        var product = await inventory.OpenSaleAsync(5);
        var order = await inventory.AllocateAsync(product, quantity: 2);

        for (var i = 0; i < Deliveries; i++)
            await inventory.Sagas.GiveAsync(RunningInventory.Commit(order));

        var words = await inventory.Sagas.HearAsync<StockCommitted>(order.OrderId, Deliveries);
        words.Select(message => message.MessageId).Distinct().ShouldHaveSingleItem().ShouldBe(DecisionMessage.IdOf(order.OrderId, DecisionMessage.Settlement));
        (await inventory.BooksAsync(product)).ShouldBe(new(Total: 5, Available: 3, Allocated: 0, Sold: 2));
        (await inventory.RedisAsync(product)).ShouldBe((3, 2));
    }

    [Fact]
    public void Should_give_each_kind_of_decision_an_id_of_its_own()
    {
        var order = Guid.NewGuid();
        new[]
        {
            DecisionMessage.IdOf(order, DecisionMessage.Allocation),
            DecisionMessage.IdOf(order, DecisionMessage.Settlement),
            DecisionMessage.IdOf(Guid.NewGuid(), DecisionMessage.Allocation),
        }.ShouldBeUnique();
        // It begins as the order's id does: neighbours in an index.
        DecisionMessage.IdOf(Guid.Parse("0198a1b2-0000-7000-8000-000000000001"), DecisionMessage.Allocation)
            .ShouldBe(Guid.Parse("0198a1b2-0000-8000-b852-4f5ddcc2f080"));
    }
}
