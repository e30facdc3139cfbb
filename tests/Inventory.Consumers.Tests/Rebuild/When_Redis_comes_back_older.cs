using FlashSale.Admission.Admit;
using FlashSale.Contracts;
using FlashSale.Inventory.Ledger;

namespace FlashSale.Inventory.Tests.Rebuild;

/// <summary>A restored file, a replica that lagged: the sale's epoch is the right one.</summary>
public sealed class When_Redis_comes_back_older(InventoryThatLosesItsRedis inventory) : IClassFixture<InventoryThatLosesItsRedis>
{
    [Fact]
    public async Task Should_be_rebuilt_with_what_has_happened_since()
    {
        var product = await inventory.OpenSaleAsync(10);
        var before = await inventory.HoldAsync(product, "before", 2, "k0");
        inventory.OwnRedis.KeepCopy();
        var (held, sold) = (await inventory.HoldAsync(product, "held", 4, "k1"), await inventory.HoldAsync(product, "sold", 3, "k2"));
        await inventory.DecideAsync(sold, LedgerAction.Commit);
        await inventory.MoveAsync(sold, "Completed");
        await inventory.ExpireAsync(before);
        var content = await inventory.ContentAsync(product);

        await inventory.OwnRedis.StartOlderAsync();
        await inventory.ReopenedAsync(product);

        (await inventory.RedisAsync(product)).ShouldBe((3, 7));
        (await inventory.ContentAsync(product)).ShouldBe(content);
        // One order per key, the buyer's limit, no unit twice.
        (await inventory.AskAsync(product, "held", 4, "k1")).ShouldSatisfyAllConditions(reply => reply.Outcome.ShouldBe(AdmissionOutcome.Replayed), reply => reply.OrderId.ShouldBe(held.OrderId));
        (await inventory.AskAsync(product, "before", 2, "k0")).OrderId.ShouldBe(before.OrderId);
        (await inventory.AskAsync(product, "held", 7)).Outcome.ShouldBe(AdmissionOutcome.PurchaseLimit);
        (await inventory.AskAsync(product, "crowd", 4)).Outcome.ShouldBe(AdmissionOutcome.SoldOut);
        (await inventory.AskAsync(product, "crowd", 3)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_be_rebuilt_again_and_sell_each_time()
    {
        var product = await inventory.OpenSaleAsync(10);
        // Far more is seen in this epoch than there will be in the next.
        for (var round = 0; round < 5; round++)
            await inventory.ExpireAsync(await inventory.HoldAsync(product, $"passing-{round}"));
        var epoch = 1L;
        for (var loss = 1; loss <= 3; loss++)
        {
            inventory.OwnRedis.KeepCopy();
            await inventory.HoldAsync(product, $"buyer-{loss}", 1, "k");
            await inventory.OwnRedis.StartOlderAsync();

            epoch = (await inventory.ReopenedAsync(product, after: epoch))!.Epoch;
            (await inventory.AskAsync(product, $"buyer-{loss}", 1, "k")).Outcome.ShouldBe(AdmissionOutcome.Replayed);
            (await inventory.RedisAsync(product)).ShouldBe((10 - loss, loss));
        }

        await inventory.ShouldHaveNoDeadLettersAsync();
    }

    [Fact]
    public async Task Should_find_a_release_that_is_missing()
    {
        var product = await inventory.OpenSaleAsync(5);
        var order = await inventory.HoldAsync(product, "alice", 2);
        inventory.OwnRedis.KeepCopy();
        await inventory.ExpireAsync(order);

        await inventory.OwnRedis.StartOlderAsync();
        await inventory.ReopenedAsync(product);

        (await inventory.RedisAsync(product)).ShouldBe((5, 0));
    }

    [Fact]
    public async Task Should_keep_its_epoch_when_nothing_is_missing_and_release_again()
    {
        var product = await inventory.OpenSaleAsync(5);
        var order = await inventory.HoldAsync(product, "alice", 2);
        await inventory.OwnRedis.KillAsync();
        await inventory.OwnRedis.StartAsync();

        await inventory.Sagas.GiveAsync(new ReleaseStock { OrderId = order.OrderId, ProductId = product, UserId = order.UserId, Quantity = order.Quantity });
        await inventory.Sagas.HearAsync<StockReleased>(order.OrderId);

        (await inventory.RedisAsync(product)).ShouldBe((5, 0));
        (await inventory.EpochAsync(product)).ShouldBe(1);
    }
}
