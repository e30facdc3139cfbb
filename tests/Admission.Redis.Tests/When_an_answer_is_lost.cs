using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_an_answer_is_lost : IAsyncLifetime
{
    readonly ResponseBlackhole _line = new(Servers.Addresses.Redis);
    AdmissionUnderTest _admission = null!;

    public async Task InitializeAsync() => _admission = await new AdmissionUnderTest(_line.Address, Servers.Addresses.Redis).OpenAsync();

    public async Task DisposeAsync()
    {
        await _admission.DisposeAsync();
        _line.Dispose();
    }

    [Fact]
    public async Task Should_name_the_order_and_replay_it_for_the_same_key()
    {
        (await _admission.AdmitAsync("first")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        _line.Mute();

        var unknown = await _admission.AdmitAsync("alice", key: "k");

        unknown.Outcome.ShouldBe(AdmissionOutcome.Unknown);
        await using var otherProcess = new RedisConnection(Servers.Addresses.Redis, TimeProvider.System);
        // Taken it was: this is the order that the unknown outcome named.
        (await new SaleStore(otherProcess).FindReservationAsync(unknown.OrderId, [_admission.ProductId], default)).ShouldNotBeNull();
        var again = await new OrderAdmission(otherProcess).AdmitAsync(_admission.Request("alice", key: "k"), default);
        again.Outcome.ShouldBe(AdmissionOutcome.Replayed);
        again.OrderId.ShouldBe(unknown.OrderId);
        (await new SaleStore(otherProcess).SnapshotAsync(_admission.ProductId, default))!.Available.ShouldBe(8);
    }

    [Fact]
    public async Task Should_have_taken_nothing_when_not_even_the_clock_is_known()
    {
        // What the connection asked when it came about is answered: the clock must not be learned by it later.
        (await _admission.Connection.LearnClockAsync()).ShouldBeTrue();
        _line.Mute();
        _admission.Connection.Clock.Forget();

        (await _admission.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.Unreachable);

        _admission.Keys().ShouldBe([new SaleKeys(_admission.ProductId).Sale]);
    }
}
