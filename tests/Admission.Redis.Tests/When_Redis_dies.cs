using System.Diagnostics;
using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_Redis_dies : IAsyncLifetime
{
    RedisProcess _server = null!;
    AdmissionUnderTest _admission = null!;
    AdmissionReply _first = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisProcess.StartNewAsync();
        _admission = await new AdmissionUnderTest(_server.Address).OpenAsync();
        _first = await _admission.AdmitAsync("first", key: "k");
    }

    public async Task DisposeAsync()
    {
        await _admission.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Should_refuse_as_not_taken_and_go_on_with_everything_kept_when_it_is_back()
    {
        await _server.KillAsync();
        await Poll.UntilAsync(() => _admission.AdmitAsync("alice"), reply => reply.Outcome == AdmissionOutcome.Unreachable, "unreachable");
        var clock = Stopwatch.StartNew();
        await Should.ThrowAsync<RedisUnavailableException>(_admission.Stock.ReleaseAsync(_admission.ProductId, 1, _first.OrderId, default));
        // Not kept for a connection that comes later.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(500));
        // Also when the clock is still known: there was no connection to write to.
        _admission.Connection.Clock.Learn(1, _admission.Connection.Now, _admission.Connection.Now);
        (await _admission.AdmitAsync("alice")).Outcome.ShouldBe(AdmissionOutcome.Unreachable);
        _admission.Connection.Clock.Forget();

        await _server.StartAsync();

        var replay = await Poll.UntilAsync(() => _admission.AdmitAsync("first", key: "k"), reply => reply.Outcome != AdmissionOutcome.Unreachable, "reachable");
        replay.ShouldBe(_first with { Outcome = AdmissionOutcome.Replayed });
        (await _admission.BooksAsync()).ShouldBe(new SaleSnapshot(9, 1, 1, 0, 1, 1));
        (await _admission.AdmitAsync("alice")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_let_a_process_start_before_Redis()
    {
        await _server.KillAsync();
        var clock = Stopwatch.StartNew();
        await using var early = new AdmissionUnderTest(_server.Address, Servers.Addresses.Redis);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
        (await early.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.Unreachable);

        await _server.StartAsync();

        await Poll.UntilAsync(() => early.AdmitAsync(), reply => reply.Outcome == AdmissionOutcome.NotLoaded, "it has found Redis", TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Should_say_not_loaded_when_it_comes_back_empty()
    {
        await _server.KillAsync();
        _server.ForgetData();
        await _server.StartAsync();

        await Poll.UntilAsync(() => _admission.AdmitAsync("alice"), reply => reply.Outcome == AdmissionOutcome.NotLoaded, "not loaded");
        await Should.ThrowAsync<SaleNotLoadedException>(_admission.Stock.ReleaseAsync(_admission.ProductId, 1, _first.OrderId, default));
        (await _admission.ChangeAsync(sale => sale with { TotalStock = 20 })).ShouldBe(ChangeSaleOutcome.NotLoaded);
        (await _admission.Sales.SnapshotAsync(_admission.ProductId, default)).ShouldBeNull();
        // The connection that the test looks through comes back in its own time.
        await Poll.UntilAsync(() => Task.FromResult(_admission.Keys()), keys => keys.Count == 0, "Redis holds nothing of it");
    }

    [Fact]
    public async Task Should_know_each_accepted_order_after_a_kill_under_load()
    {
        await _admission.ChangeAsync(sale => sale with { TotalStock = 100_000 });
        var stop = false;
        var accepted = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var uncertain = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var buyers = Enumerable.Range(0, 16).Select(buyer => Task.Run(async () =>
        {
            for (var i = 0; !Volatile.Read(ref stop); i++)
            {
                var reply = await _admission.AdmitAsync($"buyer-{buyer}-{i}");
                if (reply.Outcome == AdmissionOutcome.Accepted)
                    accepted.Add(reply.OrderId);
                else if (reply.Outcome == AdmissionOutcome.Unknown)
                    uncertain.Add(reply.OrderId);
            }
        })).ToList();
        await Poll.UntilAsync(() => Task.FromResult(accepted.Count), count => count > 500, "500 accepted");

        await _server.KillAsync();
        Volatile.Write(ref stop, true);
        await Task.WhenAll(buyers);
        await _server.StartAsync();

        var books = await Poll.UntilAsync(_admission.BooksAsync, _ => true, "admission works again");
        var reservations = await Poll.UntilAsync(
            () => _admission.Redis.HashKeysAsync(new SaleKeys(_admission.ProductId).Reservations), _ => true, "the test's own connection is back");
        var known = reservations.Select(id => Guid.Parse((string)id!)).ToHashSet();
        accepted.ShouldAllBe(orderId => known.Contains(orderId));
        // And nothing that was refused: all beyond the accepted ones were answered as unknown.
        known.Except([_first.OrderId, .. accepted]).ShouldBeSubsetOf(uncertain);
        books.Reserved.ShouldBe(known.Count);
        books.IntentsWaiting.ShouldBe(known.Count);
        (books.Available + books.Reserved).ShouldBe(100_000);
    }
}
