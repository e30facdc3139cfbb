using System.Diagnostics;
using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_Redis_dies : OwnRedisSituation
{
    [Fact]
    public async Task Should_refuse_as_not_taken_and_go_on_with_everything_kept_when_it_is_back()
    {
        await Server.KillAsync();
        await Poll.UntilAsync(() => Admission.AdmitAsync("alice"), reply => reply.Outcome == AdmissionOutcome.Unreachable, "unreachable");
        var clock = Stopwatch.StartNew();
        await Should.ThrowAsync<RedisUnavailableException>(Admission.Stock.ReleaseAsync(Admission.ProductId, 1, First.OrderId, default));
        // Not kept for a connection that comes later.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(500));
        // Also when the clock is still known: there was no connection to write to.
        Admission.Connection.Clock.Learn(1, Admission.Connection.Now, Admission.Connection.Now);
        (await Admission.AdmitAsync("alice")).Outcome.ShouldBe(AdmissionOutcome.Unreachable);
        Admission.Connection.Clock.Forget();

        await Server.StartAsync();
        await Admission.BackAsync();

        var replay = await Poll.UntilAsync(() => Admission.AdmitAsync("first", key: "k"), reply => reply.Outcome != AdmissionOutcome.Unreachable, "reachable");
        replay.ShouldBe(First with { Outcome = AdmissionOutcome.Replayed });
        (await Admission.BooksAsync()).ShouldBe(new SaleSnapshot(9, 1, 1, 0, 1, 1));
        (await Admission.AdmitAsync("alice")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_let_a_process_start_before_Redis()
    {
        await Server.KillAsync();
        var clock = Stopwatch.StartNew();
        await using var early = new AdmissionUnderTest(Server.Address, Servers.Addresses.Redis);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
        (await early.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.Unreachable);

        await Server.StartAsync();

        await Poll.UntilAsync(() => early.AdmitAsync(), reply => reply.Outcome == AdmissionOutcome.NotLoaded, "it has found Redis", TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Should_say_not_loaded_when_it_comes_back_empty()
    {
        await Server.KillAsync();
        Server.ForgetData();
        await Server.StartAsync();

        await Poll.UntilAsync(() => Admission.AdmitAsync("alice"), reply => reply.Outcome == AdmissionOutcome.NotLoaded, "not loaded");
        await Should.ThrowAsync<SaleNotLoadedException>(Admission.Stock.ReleaseAsync(Admission.ProductId, 1, First.OrderId, default));
        (await Admission.ChangeAsync(sale => sale with { TotalStock = 20 })).ShouldBe(ChangeSaleOutcome.NotLoaded);
        (await Admission.Sales.SnapshotAsync(Admission.ProductId, default)).ShouldBeNull();
        // The connection that the test looks through comes back in its own time.
        await Poll.UntilAsync(() => Task.FromResult(Admission.Keys()), keys => keys.Count == 0, "Redis holds nothing of it");
    }

    [Fact]
    public async Task Should_know_each_accepted_order_after_a_kill_under_load()
    {
        await Admission.ChangeAsync(sale => sale with { TotalStock = 100_000 });
        var stop = false;
        var accepted = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var uncertain = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var buyers = Enumerable.Range(0, 16).Select(buyer => Task.Run(async () =>
        {
            for (var i = 0; !Volatile.Read(ref stop); i++)
            {
                var reply = await Admission.AdmitAsync($"buyer-{buyer}-{i}");
                if (reply.Outcome == AdmissionOutcome.Accepted)
                    accepted.Add(reply.OrderId);
                else if (reply.Outcome == AdmissionOutcome.Unknown)
                    uncertain.Add(reply.OrderId);
            }
        })).ToList();
        await Poll.UntilAsync(() => Task.FromResult(accepted.Count), count => count > 500, "500 accepted");

        await Server.KillAsync();
        Volatile.Write(ref stop, true);
        await Task.WhenAll(buyers);
        await Server.StartAsync();

        var books = await Poll.UntilAsync(Admission.BooksAsync, _ => true, "admission works again");
        var reservations = await Poll.UntilAsync(
            () => Admission.Redis.HashKeysAsync(new SaleKeys(Admission.ProductId).Reservations), _ => true, "the test's own connection is back");
        var known = reservations.Select(id => Guid.Parse((string)id!)).ToHashSet();
        accepted.ShouldAllBe(orderId => known.Contains(orderId));
        // And nothing that was refused: all beyond the accepted ones were answered as unknown.
        known.Except([First.OrderId, .. accepted]).ShouldBeSubsetOf(uncertain);
        books.Reserved.ShouldBe(known.Count);
        books.IntentsWaiting.ShouldBe(known.Count);
        (books.Available + books.Reserved).ShouldBe(100_000);
    }
}
