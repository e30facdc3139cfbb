using FlashSale.Admission.Admit;
using FlashSale.Admission.OlderData;
using FlashSale.Admission.Rebuild;
using FlashSale.Admission.Sales;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

/// <summary>A restored file, a replica that lagged: the epoch is the right one, and what happened since is missing.</summary>
public sealed class When_Redis_comes_back_older : OwnRedisSituation
{
    [Fact]
    public async Task Should_decide_nothing_by_it_whoever_asks_first()
    {
        await LoseAnOrderAsync();
        await using var other = new RedisConnection(Server.Address, TimeProvider.System);

        // As one who has seen nothing would be served: the key has no order here, and the buyer no units.
        await Poll.UntilAsync(() => new OrderAdmission(other).AdmitAsync(Admission.Request("lost", key: "k"), default), reply => reply.Outcome == AdmissionOutcome.NotLoaded, "refused");
        await Poll.UntilAsync(() => Admission.AdmitAsync("lost", key: "k"), reply => reply.Outcome == AdmissionOutcome.NotLoaded, "refused");
        (await Admission.ChangeAsync(sale => sale with { TotalStock = 20 })).ShouldBe(ChangeSaleOutcome.Unconfirmed);
        await Should.ThrowAsync<SaleNotLoadedException>(Admission.Stock.ReleaseAsync(Admission.ProductId, 1, First.OrderId, default));
        (await Admission.Admission.LookForOrdersAsync(Admission.ProductId, 1, "lost", "k", Admission.Connection.Now)).ShouldBe(OrdersFound.OfTheKey);
        (await Admission.Sales.FindNotLoadedAsync([(Admission.ProductId, 1)], default)).ShouldHaveSingleItem();
        (await Admission.BooksAsync()).ShouldBe(new SaleSnapshot(9, 1, 1, 0, 1, 1));
    }

    [Fact]
    public async Task Should_not_be_confirmed_by_one_who_has_seen_more_and_then_be_closed_to_all()
    {
        await LoseAnOrderAsync();

        await Poll.UntilAsync(Admission.ConfirmAsync, outcome => outcome is ConfirmSaleOutcome.Behind, "it is behind");

        await using var other = new RedisConnection(Server.Address, TimeProvider.System);
        (await Poll.UntilAsync(() => new OrderAdmission(other).AdmitAsync(Admission.Request("bob"), default), reply => reply.Outcome != AdmissionOutcome.Unreachable, "reached"))
            .Outcome.ShouldBe(AdmissionOutcome.NotLoaded);
        // Nor can one who has seen less open it again.
        var confirmation = new SaleConfirmation(other);
        (await confirmation.ConfirmAsync(Admission.ProductId, 1, (await confirmation.FindServerAsync())!, default)).ShouldBe(ConfirmSaleOutcome.Behind);
    }

    [Fact]
    public async Task Should_go_on_when_nothing_is_missing()
    {
        await Admission.AdmitAsync("second");
        await Server.KillAsync();
        await Server.StartAsync();

        await Poll.UntilAsync(() => Admission.AdmitAsync("bob"), reply => reply.Outcome == AdmissionOutcome.NotLoaded, "nobody has compared yet");
        Admission.Connection.Seen.Doubted.IsCompleted.ShouldBeTrue();
        await Admission.BackAsync();
        (await Admission.AdmitAsync("bob")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Theory]
    [InlineData("admission")]
    [InlineData("release")]
    [InlineData("change")]
    public async Task Should_be_found_by_the_next_call_though_the_server_is_the_same(string last)
    {
        var sale = new SaleKeys(Admission.ProductId).Sale;
        var before = await Admission.Redis.HashGetAsync(sale, "sequence");
        if (last == "admission")
            await Admission.AdmitAsync("second");
        else if (last == "release")
            await Admission.Stock.ReleaseAsync(Admission.ProductId, 1, First.OrderId, default);
        else
            await Admission.ChangeAsync(changed => changed with { TotalStock = 20 });
        (await Admission.Redis.HashGetAsync(sale, "sequence")).ShouldBe((long)before + 1);
        Admission.Connection.Seen.TakeDoubt();

        // A key that was put back by hand, say.
        await Admission.Redis.HashSetAsync(sale, "sequence", before);

        (await Admission.AdmitAsync("alice")).Outcome.ShouldBe(AdmissionOutcome.NotLoaded);
        Admission.Connection.Seen.Doubted.IsCompleted.ShouldBeTrue();
        (await Admission.ChangeAsync(changed => changed with { TotalStock = 30 })).ShouldBe(ChangeSaleOutcome.Unconfirmed);
        await Should.ThrowAsync<SaleNotLoadedException>(Admission.Stock.ReleaseAsync(Admission.ProductId, 1, First.OrderId, default));
        (await Admission.ConfirmAsync()).ShouldBe(ConfirmSaleOutcome.Behind);
    }

    [Fact]
    public async Task Should_not_count_what_changes_nothing()
    {
        var sale = new SaleKeys(Admission.ProductId).Sale;
        var before = await Admission.Redis.HashGetAsync(sale, "sequence");

        await Admission.AdmitAsync("first", key: "k");
        await Admission.AdmitAsync("alice", quantity: 3);
        await Admission.Stock.ReleaseAsync(Admission.ProductId, 1, Guid.NewGuid(), default);
        await Admission.Sales.ChangeAsync(Admission.Sale, default);

        (await Admission.Redis.HashGetAsync(sale, "sequence")).ShouldBe(before);
    }

    [Fact]
    public async Task Should_not_open_a_rebuild_of_which_a_part_may_be_gone()
    {
        var rebuild = new RebuildStore(Admission.Connection);
        await rebuild.BeginAsync(Admission.ProductId, 2, default);
        await rebuild.ClearAsync(Admission.ProductId, 2, default);
        await Server.KillAsync();
        await Server.StartAsync();
        await Poll.UntilAsync(Admission.ConfirmAsync, outcome => outcome is ConfirmSaleOutcome.NotLoaded, "Redis is back");

        await Should.ThrowAsync<RebuildSupersededException>(() => rebuild.FinishAsync(Admission.Sale with { Epoch = 2 }, 0, 10, 0, default));

        await rebuild.BeginAsync(Admission.ProductId, 3, default);
        await rebuild.FinishAsync(Admission.Sale with { Epoch = 3 }, 0, 10, 0, default);
        // Its sequence begins anew: what was seen in the epochs before does not shut it.
        (await Admission.Admission.AdmitAsync(Admission.Request() with { Epoch = 3 }, default)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        (await Admission.AdmitAsync("late")).Outcome.ShouldBe(AdmissionOutcome.NotLoaded);
    }

    async Task LoseAnOrderAsync()
    {
        Server.KeepCopy();
        (await Admission.AdmitAsync("lost", quantity: 2, key: "k")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        await Server.StartOlderAsync();
    }
}
