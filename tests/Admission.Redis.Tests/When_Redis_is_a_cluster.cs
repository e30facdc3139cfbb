using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.Admission.Streams;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

/// <summary>A cluster refuses a script that touches keys of two slots, whether they were passed to it or not.</summary>
public sealed class When_Redis_is_a_cluster : IAsyncLifetime
{
    RedisProcess _server = null!;
    AdmissionUnderTest _admission = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisProcess.StartNewAsync("--cluster-enabled", "yes");
        (await _server.SayAsync("CLUSTER ADDSLOTSRANGE 0 16383")).ShouldStartWith("+OK");
        await Poll.UntilAsync(() => _server.SayAsync("CLUSTER INFO"), info => info.Contains("cluster_state:ok", StringComparison.Ordinal), "the cluster is ready");
        _admission = await new AdmissionUnderTest(_server.Address).OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await _admission.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Should_run_every_script_within_one_slot()
    {
        var sold = await _admission.AdmitAsync("alice", key: "k");
        var released = await _admission.AdmitAsync("bob", key: "k");
        var dropped = await _admission.AdmitAsync("carol", key: "k");
        (await _admission.AdmitAsync("alice", key: "k")).Outcome.ShouldBe(AdmissionOutcome.Replayed);
        (await _admission.ChangeAsync(sale => sale with { TotalStock = 11 })).ShouldBe(ChangeSaleOutcome.Applied);
        (await _admission.Stock.ReleaseAsync(_admission.ProductId, 1, released.OrderId, default)).ShouldBeTrue();
        (await _admission.Stock.DropAsync(_admission.ProductId, 1, dropped.OrderId, default)).ShouldBeTrue();
        (await _admission.Sales.FindReservationsOfBuyerAsync("alice", [_admission.ProductId], default)).ShouldBe([sold.Order!]);
        (await _admission.BooksAsync()).ShouldBe(new SaleSnapshot(9, 1, 3, 0, 2, 1));

        var stream = new IntentStream(_admission.Connection, _admission.ProductId, "c");
        var intents = await stream.ReadNewAsync(10);
        await stream.SetAsideAsync(intents[0].EntryId, "why not");
        await stream.AcknowledgeAsync(intents.Skip(1).Select(intent => intent.EntryId));
        (await stream.BacklogAsync()).ShouldBe((0, TimeSpan.Zero));
        (await _admission.BooksAsync()).ShouldBe(new SaleSnapshot(9, 1, 0, 1, 2, 1));
    }

    [Fact]
    public async Task Should_name_no_key_outside_the_products_hash_tag()
    {
        await _admission.ChangeAsync(sale => sale with { GlobalRate = 10, Settings = new() { Version = 1, AddressRate = 1 } });
        var ended = await _admission.AdmitAsync("bob", key: "k");
        await _admission.Stock.ReleaseAsync(_admission.ProductId, 1, ended.OrderId, default);
        await _admission.Admission.AdmitAsync(_admission.Request("alice", key: "k", address: "192.0.2.1"), default);
        await new IntentStream(_admission.Connection, _admission.ProductId, "c").ReadNewAsync(1);

        var all = (await _admission.Redis.ExecuteAsync("KEYS", "*")).Texts();

        // Sale, its rate, reservations, intents, a buyer, a rate of an address, an ended order; and the other buyer's bucket for a moment.
        all.Length.ShouldBeInRange(7, 8);
        all.ShouldAllBe(key => key.StartsWith($"{{{_admission.ProductId}}}:", StringComparison.Ordinal));
    }
}
