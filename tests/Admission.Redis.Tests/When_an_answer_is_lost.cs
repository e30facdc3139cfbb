using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_an_answer_is_lost : IAsyncLifetime
{
    readonly MutedLine _line = new(Servers.Addresses.Redis);
    GateUnderTest _gate = null!;

    public async Task InitializeAsync() => _gate = await new GateUnderTest(_line.Address, Servers.Addresses.Redis).OpenAsync();

    public async Task DisposeAsync()
    {
        await _gate.DisposeAsync();
        _line.Dispose();
    }

    [Fact]
    public async Task Should_name_the_order_and_replay_it_for_the_same_key()
    {
        (await _gate.AdmitAsync("first")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        _line.Mute();

        var unknown = await _gate.AdmitAsync("alice", key: "k");

        unknown.Outcome.ShouldBe(AdmissionOutcome.Unknown);
        await using var otherProcess = new GateConnection(Servers.Addresses.Redis, TimeProvider.System);
        // Taken it was: this is the order that the unknown outcome named.
        (await new SaleGate(otherProcess).FindReservationAsync(unknown.OrderId, [_gate.ProductId], default)).ShouldNotBeNull();
        var again = await new AdmissionGate(otherProcess).AdmitAsync(_gate.Request("alice", key: "k"), default);
        again.Outcome.ShouldBe(AdmissionOutcome.Replayed);
        again.OrderId.ShouldBe(unknown.OrderId);
        (await new SaleGate(otherProcess).SnapshotAsync(_gate.ProductId, default))!.Available.ShouldBe(8);
    }

    [Fact]
    public async Task Should_have_taken_nothing_when_not_even_the_clock_is_known()
    {
        // What the connection asked when it came about is answered: the clock must not be learned by it later.
        (await _gate.Connection.LearnClockAsync()).ShouldBeTrue();
        _line.Mute();
        _gate.Connection.Clock.Forget();

        (await _gate.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.Unreachable);

        _gate.Keys().ShouldBe([new SaleKeys(_gate.ProductId).Sale]);
    }
}
