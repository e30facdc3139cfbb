using FlashSale.Contracts;
using FlashSale.Inventory.Ledger;
using FlashSale.TestKit;
using StackExchange.Redis;

namespace FlashSale.Inventory.Tests.Consumers;

public sealed class When_an_order_ends_unpaid(RunningInventory inventory) : IClassFixture<RunningInventory>
{
    [Fact]
    public async Task Should_give_its_units_back_once_however_often_the_command_is_delivered()
    {
        var product = await inventory.OpenSaleAsync(5);
        await inventory.AllocateAsync(product, quantity: 2);
        var order = await inventory.AllocateAsync(product, quantity: 2);
        (await inventory.RedisAsync(product)).ShouldBe((1, 4));

        for (var i = 0; i < 3; i++)
            await inventory.Sagas.GiveAsync(RunningInventory.Release(order));

        var words = await inventory.Sagas.HearAsync<StockReleased>(order.OrderId, times: 3);
        words.Select(message => message.MessageId).Distinct().ShouldHaveSingleItem().ShouldBe(DecisionMessage.IdOf(order.OrderId, DecisionMessage.Settlement));
        (await inventory.BooksAsync(product)).ShouldBe(new(Total: 5, Available: 3, Allocated: 2, Sold: 0));
        (await inventory.RedisAsync(product)).ShouldBe((3, 2));
        await inventory.ShouldHaveNoDeadLettersAsync();
    }

    [Fact]
    public async Task Should_give_them_to_the_ledger_first_and_wait_with_the_word_until_Redis_has_them_too()
    {
        var product = await inventory.OpenSaleAsync(5);
        var order = await inventory.AllocateAsync(product);
        using var redis = await ConnectionMultiplexer.ConnectAsync(Servers.Addresses.Redis);
        // As while Redis is being rebuilt: the epoch is written last.
        await redis.GetDatabase().HashDeleteAsync($"{{{product}}}:sale", "epoch");

        await inventory.Sagas.GiveAsync(RunningInventory.Release(order));

        await Poll.UntilAsync(() => inventory.BooksAsync(product), books => books == new Books(5, 5, 0, 0), "the ledger has the units");
        (await inventory.RedisAsync(product)).ShouldBe((4, 1));
        inventory.Sagas.Heard<StockReleased>(order.OrderId).ShouldBeEmpty();

        await redis.GetDatabase().HashSetAsync($"{{{product}}}:sale", "epoch", 1);
        await inventory.Sagas.HearAsync<StockReleased>(order.OrderId);
        (await inventory.RedisAsync(product)).ShouldBe((5, 0));
        await inventory.ShouldHaveNoDeadLettersAsync();
    }

    [Fact]
    public async Task Should_give_them_to_Redis_though_an_instance_died_when_only_the_ledger_had_them()
    {
        var product = await inventory.OpenSaleAsync(5);
        var order = await inventory.AllocateAsync(product);
        await inventory.Service<LedgerCommits>().DecideAsync(LedgerCommand.From(RunningInventory.Release(order)), CancellationToken.None);
        (await inventory.RedisAsync(product)).ShouldBe((4, 1));

        await inventory.Sagas.GiveAsync(RunningInventory.Release(order));

        await inventory.Sagas.HearAsync<StockReleased>(order.OrderId);
        (await inventory.RedisAsync(product)).ShouldBe((5, 0));
        (await inventory.BooksAsync(product)).ShouldBe(new(Total: 5, Available: 5, Allocated: 0, Sold: 0));
    }
}
