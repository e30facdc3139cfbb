using System.Diagnostics;
using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_Redis_is_unresponsive : IAsyncLifetime
{
    RedisProcess _server = null!;
    AdmissionUnderTest _admission = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisProcess.StartNewAsync();
        _admission = await new AdmissionUnderTest(_server.Address).OpenAsync();
        (await _admission.AdmitAsync("first")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    public async Task DisposeAsync()
    {
        await _admission.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Should_answer_unknown_in_time_and_take_nothing_when_it_goes_on()
    {
        var calls = await _server.ScriptCallsAsync();
        _server.Freeze();
        var clock = Stopwatch.StartNew();
        var requests = Enumerable.Range(0, 5).Select(i => _admission.Request($"buyer-{i}", key: "k")).ToList();

        var replies = await Task.WhenAll(requests.Select(request => _admission.Admission.AdmitAsync(request, default)));

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        // The first are on their way to Redis; those who came while they were had not been sent when it was too late.
        replies[0].ShouldBe(new(AdmissionOutcome.Unknown, requests[0].OrderId));
        replies.ShouldAllBe(reply => reply.Outcome == AdmissionOutcome.Unknown || reply.Outcome == AdmissionOutcome.Unreachable);
        // The answers and the deadlines fall together; the two clocks agree to a few milliseconds.
        await Task.Delay(50);
        _server.Thaw();
        // What was sent runs now, and is `late`.
        await Poll.UntilAsync(() => _server.ScriptCallsAsync(), seen => seen > calls, "the server has run the scripts");
        (await Poll.UntilAsync(_admission.BooksAsync, _ => true, "admission works again")).ShouldBe(new SaleSnapshot(9, 1, 1, 0, 1, 1));
        (await _admission.Sales.FindReservationAsync(requests[0].OrderId, [_admission.ProductId], default)).ShouldBeNull();
    }

    [Fact]
    public async Task Should_send_nothing_more_but_probes_and_say_at_once_that_nothing_was_taken()
    {
        _server.Freeze();
        (await _admission.AdmitAsync("early")).Outcome.ShouldBe(AdmissionOutcome.Unknown);
        var calls = _admission.Connection.CallsOpen;

        var replies = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Task.Run(() => _admission.AdmitAsync($"late-{i}"))));
        replies.Count(reply => reply.Outcome == AdmissionOutcome.Unreachable).ShouldBeGreaterThan(990);
        (_admission.Connection.CallsOpen - calls).ShouldBeLessThan(10);

        _server.Thaw();
        await BackAsync(TimeSpan.FromSeconds(2));
        await Poll.UntilAsync(() => Task.FromResult(_admission.Connection.CallsOpen), open => open == 0, "nothing is owed any more");
    }

    /// <summary>The client gives its calls up after a second, and drops the connection after five: neither is an answer.</summary>
    [Fact]
    public async Task Should_stay_closed_when_the_client_has_given_up_all_calls()
    {
        _server.Freeze();
        (await _admission.AdmitAsync("early")).Outcome.ShouldBe(AdmissionOutcome.Unknown);
        await Poll.UntilAsync(() => Task.FromResult(_admission.Connection.CallsOpen), open => open == 0, "the client has given the calls up");

        var replies = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Task.Run(() => _admission.AdmitAsync($"late-{i}"))));

        replies.Count(reply => reply.Outcome == AdmissionOutcome.Unreachable).ShouldBeGreaterThan(990);
        _server.Thaw();
        await BackAsync(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Should_let_the_process_stop()
    {
        await using var admission = new AdmissionUnderTest(_server.Address);
        _server.Freeze();
        (await admission.AdmitAsync("early")).Outcome.ShouldBe(AdmissionOutcome.Unknown);
        await admission.Connection.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        _server.Thaw();
    }

    [Fact]
    public async Task Should_owe_a_bounded_number_of_answers()
    {
        _server.Freeze();
        // All before the silence is long enough to be noticed.
        var asked = Enumerable.Range(0, InFlightLimiter.Limit + 1_000).Select(i => _admission.AdmitAsync($"buyer-{i}")).ToList();
        _admission.Connection.CallsOpen.ShouldBeLessThanOrEqualTo(InFlightLimiter.Limit);
        var replies = await Task.WhenAll(asked);
        replies.Count(reply => reply.Outcome == AdmissionOutcome.Unreachable).ShouldBeGreaterThanOrEqualTo(1_000);
        _server.Thaw();
        await BackAsync();
    }

    [Fact]
    public async Task Should_admit_the_same_request_when_it_goes_on()
    {
        _server.Freeze();
        (await _admission.AdmitAsync("alice", key: "k")).Outcome.ShouldBe(AdmissionOutcome.Unknown);
        _server.Thaw();

        (await _admission.InsistAsync(_admission.Request("alice", key: "k"))).Order.ShouldNotBeNull();

        (await _admission.BooksAsync()).Available.ShouldBe(8);
    }

    [Fact]
    public async Task Should_fail_other_calls_as_a_fault_of_infrastructure()
    {
        _server.Freeze();
        try
        {
            await Should.ThrowAsync<RedisUnavailableException>(_admission.Stock.ReleaseAsync(_admission.ProductId, 1, Guid.NewGuid(), default));
            await Should.ThrowAsync<RedisUnavailableException>(_admission.BooksAsync());
            await Should.ThrowAsync<RedisUnavailableException>(_admission.ChangeAsync(sale => sale with { TotalStock = 11 }));
        }
        finally
        {
            _server.Thaw();
        }
    }

    Task<AdmissionReply> BackAsync(TimeSpan? within = null) =>
        Poll.UntilAsync(() => _admission.AdmitAsync($"{Guid.NewGuid()}"), reply => reply.Outcome is AdmissionOutcome.Accepted or AdmissionOutcome.SoldOut, "admission works again", within);
}
