using FlashSale.Admission.Admit;
using FlashSale.Admission.Rebuild;
using FlashSale.Admission.Reservations;
using FlashSale.Admission.Sales;
using FlashSale.Contracts;
using FlashSale.Inventory.Ledger;

namespace FlashSale.Inventory.Tests.Rebuild;

public sealed class When_Redis_loses_its_data(InventoryThatLosesItsRedis inventory) : IClassFixture<InventoryThatLosesItsRedis>
{
    [Fact]
    public async Task Should_hold_again_to_the_letter_what_it_held()
    {
        var product = await inventory.OpenSaleAsync(50);
        await inventory.HoldAsync(product, "held", 3, "k1");
        await inventory.HoldAsync(product, "held", 2);
        await inventory.BeginAsync(product, "undecided", 4, "k2");
        var sold = await inventory.HoldAsync(product, "sold", 5, "k3");
        await inventory.DecideAsync(sold, LedgerAction.Commit);
        await inventory.MoveAsync(sold, "Completed");
        await inventory.ExpireAsync(await inventory.HoldAsync(product, "expired", 6, "k4"));
        await inventory.ExpireAsync(await inventory.HoldAsync(product, "expired", 1));
        var before = await inventory.ContentAsync(product);
        before.Count.ShouldBeGreaterThan(30);

        await inventory.LoseAllAsync();

        (await inventory.ReopenedAsync(product))!.Epoch.ShouldBe(2, "two instances, one rebuild");
        (await inventory.ContentAsync(product)).ShouldBe(before);
        (await inventory.RedisAsync(product)).ShouldBe((36, 14));
    }

    [Fact]
    public async Task Should_keep_purchase_limits_and_idempotency_keys()
    {
        var product = await inventory.OpenSaleAsync(50);
        var held = await inventory.HoldAsync(product, "alice", 8, "first");
        var expired = await inventory.HoldAsync(product, "bob", 1, "gone");
        await inventory.ExpireAsync(expired);
        await inventory.ExpireAsync(await inventory.HoldAsync(product, "carol", 1, "old", age: TimeSpan.FromHours(25)));
        await inventory.HoldAsync(product, "dave", 1, "old", age: TimeSpan.FromHours(25));

        await inventory.LoseAllAsync();
        await inventory.ReopenedAsync(product);

        (await inventory.AskAsync(product, "alice", 3)).Outcome.ShouldBe(AdmissionOutcome.PurchaseLimit);
        (await inventory.AskAsync(product, "alice", 2)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        ShouldReplay(await inventory.AskAsync(product, "alice", 8, "first"), held);
        (await inventory.AskAsync(product, "alice", 7, "first")).Outcome.ShouldBe(AdmissionOutcome.IdempotencyKeyReused);
        ShouldReplay(await inventory.AskAsync(product, "bob", 1, "gone"), expired);
        // A key lives for a day, and for as long as its order.
        (await inventory.AskAsync(product, "carol", 1, "old")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        (await inventory.AskAsync(product, "dave", 1, "old")).Outcome.ShouldBe(AdmissionOutcome.Replayed);
    }

    [Fact]
    public async Task Should_take_nothing_under_the_epoch_before()
    {
        var product = await inventory.OpenSaleAsync(5);
        var order = await inventory.HoldAsync(product, "alice");

        await inventory.LoseAllAsync();
        (await inventory.AskAsync(product, "bob", epoch: 1)).Outcome.ShouldBe(AdmissionOutcome.NotLoaded);
        await inventory.ReopenedAsync(product);

        (await inventory.AskAsync(product, "bob", epoch: 1)).Outcome.ShouldBe(AdmissionOutcome.NotLoaded);
        await Should.ThrowAsync<SaleNotLoadedException>(() => inventory.Service<ReservationStore>().ReleaseAsync(product, 1, order.OrderId, CancellationToken.None));
        (await inventory.RedisAsync(product)).ShouldBe((4, 1));
    }

    [Fact]
    public async Task Should_count_a_release_once_whether_it_came_before_the_rebuild_or_during_it()
    {
        var product = await inventory.OpenSaleAsync(10);
        var (before, during) = (await inventory.HoldAsync(product, "alice", 2, "a"), await inventory.HoldAsync(product, "bob", 3, "b"));
        await inventory.DecideAsync(before, LedgerAction.Release);
        await inventory.MoveAsync(before, "Releasing");

        await inventory.LoseAllAsync();
        foreach (var order in new[] { before, during })
            await inventory.Sagas.GiveAsync(new ReleaseStock { OrderId = order.OrderId, ProductId = product, UserId = order.UserId, Quantity = order.Quantity });

        await inventory.ReopenedAsync(product);
        await inventory.Sagas.HearAsync<StockReleased>(before.OrderId);
        await inventory.Sagas.HearAsync<StockReleased>(during.OrderId);
        (await inventory.BooksAsync(product)).Available.ShouldBe(10);
        (await inventory.RedisAsync(product)).ShouldBe((10, 0));
        ShouldReplay(await inventory.AskAsync(product, "bob", 3, "b"), during);
        await inventory.ShouldHaveNoDeadLettersAsync();
    }

    [Fact]
    public async Task Should_offer_no_unit_that_an_undecided_order_was_promised_and_none_that_the_ledger_rejects()
    {
        var product = await inventory.OpenSaleAsync(units: 10, ledgerUnits: 6);
        var promised = await inventory.BeginAsync(product, "alice", 4);
        var tooMuch = await inventory.BeginAsync(product, "bob", 5);

        await inventory.LoseAllAsync();
        (await inventory.ReopenedAsync(product))!.Available.ShouldBe(0);

        // One after the other: of two at once the ledger takes either first.
        await inventory.Sagas.GiveAsync(Allocate(promised));
        await inventory.Sagas.HearAsync<StockAllocated>(promised.OrderId);
        await inventory.Sagas.GiveAsync(Allocate(tooMuch));
        await inventory.Sagas.HearAsync<StockRejected>(tooMuch.OrderId);
        (await inventory.RedisAsync(product)).ShouldBe((0, 4));
    }

    [Fact]
    public async Task Should_bring_back_the_sale_as_it_was_changed_meanwhile()
    {
        var product = await inventory.OpenSaleAsync(5);
        await inventory.HoldAsync(product, "alice", 2);
        await inventory.LoseAllAsync();
        // As Ordering.Api does: Redis answered that it does not carry the sale, which takes the change with its rebuild.
        await inventory.Database.ExecuteAsync("UPDATE ordering.sales SET total_stock = 9, per_customer_limit = 3, paused = true, version = 2 WHERE product_id = $1", product);
        await inventory.Database.ExecuteAsync("SELECT inventory.set_total($1, 2, 9)", product);

        (await inventory.ReopenedAsync(product)).ShouldSatisfyAllConditions(sale => sale!.Available.ShouldBe(7), sale => sale!.Version.ShouldBe(2));
        (await inventory.AskAsync(product, "bob")).Outcome.ShouldBe(AdmissionOutcome.SalePaused);
        (await inventory.Look.HashGetAsync($"{{{product}}}:sale", "per_customer_limit")).ShouldBe(3);
    }

    [Theory]
    [InlineData("sale")]
    [InlineData("reservations")]
    public async Task Should_be_rebuilt_when_a_part_is_lost(string part)
    {
        var product = await inventory.OpenSaleAsync(10);
        await inventory.HoldAsync(product, "alice", 2, "a");
        await inventory.ExpireAsync(await inventory.HoldAsync(product, "bob", 3, "b"));
        var before = await inventory.ContentAsync(product);

        await inventory.Look.KeyDeleteAsync($"{{{product}}}:{part}");

        await inventory.ReopenedAsync(product);
        (await inventory.ContentAsync(product)).ShouldBe(before);
    }

    [Fact]
    public async Task Should_begin_from_scratch_when_a_rebuild_died_and_not_let_it_go_on()
    {
        var product = await inventory.OpenSaleAsync(10);
        var order = await inventory.HoldAsync(product, "alice", 2, "a");
        var before = await inventory.ContentAsync(product);
        await inventory.Look.KeyDeleteAsync($"{{{product}}}:sale");
        await inventory.Store.BeginAsync(product, 7, CancellationToken.None);
        await inventory.Store.RestoreAsync(product, 7, [new(order with { OrderId = Guid.NewGuid(), UserId = "nobody" }, IsLive: true)], CancellationToken.None);

        (await inventory.ReopenedAsync(product))!.Epoch.ShouldBeGreaterThan(7);
        (await inventory.ContentAsync(product)).ShouldBe(before);

        var late = Sale(product, epoch: 7);
        await Should.ThrowAsync<RebuildSupersededException>(() => inventory.Store.BeginAsync(product, 7, CancellationToken.None));
        await Should.ThrowAsync<RebuildSupersededException>(() => inventory.Store.ClearAsync(product, 7, CancellationToken.None));
        await Should.ThrowAsync<RebuildSupersededException>(() => inventory.Store.RestoreAsync(product, 7, [new(order, IsLive: true)], CancellationToken.None));
        await Should.ThrowAsync<RebuildSupersededException>(() => inventory.Store.FinishAsync(late, 1, 10, 0, CancellationToken.None));
        (await inventory.ContentAsync(product)).ShouldBe(before);
    }

    [Fact]
    public async Task Should_not_open_what_is_incomplete_nor_load_what_is_being_rebuilt()
    {
        // No instance knows of this sale, so none interferes.
        var product = $"product-{Guid.NewGuid():N}";
        var order = OrderOf(product);
        await inventory.Store.BeginAsync(product, 8, CancellationToken.None);
        (await inventory.Service<SaleStore>().OpenAsync(Sale(product, epoch: 8), 10, CancellationToken.None)).ShouldBe(OpenSaleOutcome.AlreadyOpen);
        await inventory.Store.RestoreAsync(product, 8, [new(order, IsLive: true)], CancellationToken.None);
        // What was restored is lost once more.
        await inventory.Look.KeyDeleteAsync($"{{{product}}}:reservations");
        (await Should.ThrowAsync<RebuildSupersededException>(() => inventory.Store.FinishAsync(Sale(product, epoch: 8), 1, 8, 2, CancellationToken.None))).Message.ShouldContain("incomplete");
        (await inventory.Store.LookAsync(product, CancellationToken.None)).ShouldBe(new(Epoch: 0, Rebuild: 8, Reserved: 0, Reservations: 0));
    }

    static AllocateStock Allocate(OrderSubmitted order) => new() { OrderId = order.OrderId, ProductId = order.ProductId, UserId = order.UserId, Quantity = order.Quantity, PaymentWindowSeconds = 900 };

    static OrderSubmitted OrderOf(string product) => new()
    {
        OrderId = Guid.NewGuid(),
        ProductId = product,
        UserId = "alice",
        Quantity = 2,
        UnitPrice = 9.90m,
        Currency = "EUR",
        PaymentWindowSeconds = 900,
        AcceptedAt = DateTimeOffset.UtcNow,
    };

    static SaleDefinition Sale(string product, long epoch) => new()
    {
        ProductId = product,
        Epoch = epoch,
        Version = 1,
        TotalStock = 10,
        Price = 9.90m,
        Currency = "EUR",
        StartsAt = DateTimeOffset.UnixEpoch,
        EndsAt = DateTimeOffset.UnixEpoch,
        PerCustomerLimit = 1,
        PaymentWindowSeconds = 1,
        Paused = false,
    };

    static void ShouldReplay(AdmissionReply reply, OrderSubmitted order)
    {
        reply.Outcome.ShouldBe(AdmissionOutcome.Replayed);
        reply.OrderId.ShouldBe(order.OrderId);
        reply.Order!.Quantity.ShouldBe(order.Quantity);
    }
}
