using System.Diagnostics;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_Redis_stands_still : IAsyncLifetime
{
    RedisProcess _server = null!;
    GateUnderTest _gate = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisProcess.StartNewAsync();
        _gate = await new GateUnderTest(_server.Address).OpenAsync();
        (await _gate.AdmitAsync("first")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    public async Task DisposeAsync()
    {
        await _gate.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Should_answer_unknown_in_time_and_take_nothing_when_it_goes_on()
    {
        var calls = await _server.ScriptCallsAsync();
        _server.Freeze();
        var clock = Stopwatch.StartNew();
        var requests = Enumerable.Range(0, 5).Select(i => _gate.Request($"buyer-{i}", key: "k")).ToList();

        var replies = await Task.WhenAll(requests.Select(request => _gate.Admission.AdmitAsync(request, default)));

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        // The first are on their way to Redis; those who came while they were had not been sent when it was too late.
        replies[0].ShouldBe(new(AdmissionOutcome.Unknown, requests[0].OrderId));
        replies.ShouldAllBe(reply => reply.Outcome == AdmissionOutcome.Unknown || reply.Outcome == AdmissionOutcome.Unreachable);
        // The answers and the deadlines fall together; the two clocks agree to a few milliseconds.
        await Task.Delay(50);
        _server.Thaw();
        // What was sent runs now, and is `late`.
        await Poll.UntilAsync(() => _server.ScriptCallsAsync(), seen => seen > calls, "the server has run the scripts");
        (await Poll.UntilAsync(_gate.BooksAsync, _ => true, "the gate is back")).ShouldBe(new SaleSnapshot(9, 1, 1, 0, 1, 1));
        (await _gate.Sales.FindReservationAsync(requests[0].OrderId, [_gate.ProductId], default)).ShouldBeNull();
    }

    [Fact]
    public async Task Should_send_nothing_more_but_probes_and_say_at_once_that_nothing_was_taken()
    {
        _server.Freeze();
        (await _gate.AdmitAsync("early")).Outcome.ShouldBe(AdmissionOutcome.Unknown);
        var calls = _gate.Connection.CallsOpen;

        var replies = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Task.Run(() => _gate.AdmitAsync($"late-{i}"))));
        replies.Count(reply => reply.Outcome == AdmissionOutcome.Unreachable).ShouldBeGreaterThan(990);
        (_gate.Connection.CallsOpen - calls).ShouldBeLessThan(10);

        _server.Thaw();
        await BackAsync(TimeSpan.FromSeconds(2));
        await Poll.UntilAsync(() => Task.FromResult(_gate.Connection.CallsOpen), open => open == 0, "nothing is owed any more");
    }

    /// <summary>The client gives its calls up after a second, and drops the connection after five: neither is an answer.</summary>
    [Fact]
    public async Task Should_stay_closed_when_the_client_has_given_up_all_calls()
    {
        _server.Freeze();
        (await _gate.AdmitAsync("early")).Outcome.ShouldBe(AdmissionOutcome.Unknown);
        await Poll.UntilAsync(() => Task.FromResult(_gate.Connection.CallsOpen), open => open == 0, "the client has given the calls up");

        var replies = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Task.Run(() => _gate.AdmitAsync($"late-{i}"))));

        replies.Count(reply => reply.Outcome == AdmissionOutcome.Unreachable).ShouldBeGreaterThan(990);
        _server.Thaw();
        await BackAsync(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Should_let_the_process_stop()
    {
        await using var gate = new GateUnderTest(_server.Address);
        _server.Freeze();
        (await gate.AdmitAsync("early")).Outcome.ShouldBe(AdmissionOutcome.Unknown);
        await gate.Connection.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        _server.Thaw();
    }

    [Fact]
    public async Task Should_owe_a_bounded_number_of_answers()
    {
        _server.Freeze();
        // All before the silence is long enough to be noticed.
        var asked = Enumerable.Range(0, OpenCalls.Limit + 1_000).Select(i => _gate.AdmitAsync($"buyer-{i}")).ToList();
        _gate.Connection.CallsOpen.ShouldBeLessThanOrEqualTo(OpenCalls.Limit);
        var replies = await Task.WhenAll(asked);
        replies.Count(reply => reply.Outcome == AdmissionOutcome.Unreachable).ShouldBeGreaterThanOrEqualTo(1_000);
        _server.Thaw();
        await BackAsync();
    }

    [Fact]
    public async Task Should_admit_the_same_request_when_it_goes_on()
    {
        _server.Freeze();
        (await _gate.AdmitAsync("alice", key: "k")).Outcome.ShouldBe(AdmissionOutcome.Unknown);
        _server.Thaw();

        (await _gate.InsistAsync(_gate.Request("alice", key: "k"))).Order.ShouldNotBeNull();

        (await _gate.BooksAsync()).Available.ShouldBe(8);
    }

    [Fact]
    public async Task Should_fail_other_calls_as_a_fault_of_infrastructure()
    {
        _server.Freeze();
        try
        {
            await Should.ThrowAsync<GateUnavailableException>(_gate.Stock.ReleaseAsync(_gate.ProductId, 1, Guid.NewGuid(), default));
            await Should.ThrowAsync<GateUnavailableException>(_gate.BooksAsync());
            await Should.ThrowAsync<GateUnavailableException>(_gate.ChangeAsync(sale => sale with { TotalStock = 11 }));
        }
        finally
        {
            _server.Thaw();
        }
    }

    Task<AdmissionReply> BackAsync(TimeSpan? within = null) =>
        Poll.UntilAsync(() => _gate.AdmitAsync($"{Guid.NewGuid()}"), reply => reply.Outcome is AdmissionOutcome.Accepted or AdmissionOutcome.SoldOut, "the gate is back", within);
}
