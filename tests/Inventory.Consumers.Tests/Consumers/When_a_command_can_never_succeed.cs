using FlashSale.Contracts;
using FlashSale.TestKit;

namespace FlashSale.Inventory.Tests.Consumers;

public sealed class When_a_command_can_never_succeed(RunningInventory inventory) : IClassFixture<RunningInventory>
{
    [Fact]
    public async Task Should_end_in_the_error_queue_with_its_conflict_and_let_the_others_pass()
    {
        var product = await inventory.OpenSaleAsync(5);
        var held = await inventory.AllocateAsync(product);
        var neverAllocated = await inventory.AdmitAsync(product);

        await Task.WhenAll(inventory.Sagas.GiveAsync(RunningInventory.Release(neverAllocated)), inventory.Sagas.GiveAsync(RunningInventory.Release(held)));

        await inventory.Sagas.HearAsync<StockReleased>(held.OrderId);
        var letters = await Poll.UntilAsync(() => inventory.Broker.PeekAsync("release-stock_error"), letters => letters.Count == 1, "one dead letter");
        letters[0].GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString().ShouldNotBeNull().ShouldContain("not-allocated");
        inventory.Sagas.Heard<StockReleased>(neverAllocated.OrderId).ShouldBeEmpty();
        (await inventory.RedisAsync(product)).ShouldBe((4, 1));
        (await inventory.BooksAsync(product)).ShouldBe(new(Total: 5, Available: 5, Allocated: 0, Sold: 0));
    }

    [Fact]
    public async Task Should_not_hold_up_its_neighbours_in_the_batch()
    {
        var product = await inventory.OpenSaleAsync(50);
        var good = Enumerable.Range(0, 40).Select(_ => Order(product, quantity: 1)).ToArray();
        var bad = Order(product, quantity: -1);

        await Task.WhenAll([.. good[..20].Select(inventory.Sagas.GiveAsync), inventory.Sagas.GiveAsync(bad), .. good[20..].Select(inventory.Sagas.GiveAsync)]);

        foreach (var order in good)
            await inventory.Sagas.HearAsync<StockAllocated>(order.OrderId);
        await Poll.UntilAsync(() => inventory.Broker.CountAsync("allocate-stock_error"), count => count == 1, "the bad one alone is dead");
        (await inventory.BooksAsync(product)).ShouldBe(new(Total: 50, Available: 10, Allocated: 40, Sold: 0));
    }

    static AllocateStock Order(string product, int quantity) =>
        new() { OrderId = Guid.NewGuid(), ProductId = product, UserId = "user", Quantity = quantity, PaymentWindowSeconds = 900 };
}
