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
        replies.ShouldBe(requests.Select(request => new AdmissionReply(AdmissionOutcome.Unknown, request.OrderId)));
        _server.Thaw();
        // All five scripts run now, and say `late`.
        await Poll.UntilAsync(() => _server.ScriptCallsAsync(), seen => seen >= calls + 5, $"the server has run {calls + 5} scripts");
        (await Poll.UntilAsync(_gate.BooksAsync, _ => true, "the gate is back")).ShouldBe(new SaleSnapshot(9, 1, 1, 0, 1, 1));
        (await _gate.Sales.FindReservationAsync(requests[0].OrderId, [_gate.ProductId], default)).ShouldBeNull();
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
}
