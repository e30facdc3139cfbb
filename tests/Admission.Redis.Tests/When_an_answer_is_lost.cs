using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_an_answer_is_lost : BlackholeSituation
{
    [Fact]
    public async Task Should_name_the_order_and_replay_it_for_the_same_key()
    {
        (await Admission.AdmitAsync("first")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        Blackhole.Mute();

        var unknown = await Admission.AdmitAsync("alice", key: "k");

        unknown.Outcome.ShouldBe(AdmissionOutcome.Unknown);
        await using var otherProcess = new RedisConnection(Servers.Addresses.Redis, TimeProvider.System);
        // Taken it was: this is the order that the unknown outcome named.
        (await new SaleStore(otherProcess).FindReservationAsync(unknown.OrderId, [Admission.ProductId], default)).ShouldNotBeNull();
        var again = await new OrderAdmission(otherProcess).AdmitAsync(Admission.Request("alice", key: "k"), default);
        again.Outcome.ShouldBe(AdmissionOutcome.Replayed);
        again.OrderId.ShouldBe(unknown.OrderId);
        (await new SaleStore(otherProcess).SnapshotAsync(Admission.ProductId, default))!.Available.ShouldBe(8);
    }

    [Fact]
    public async Task Should_have_taken_nothing_when_not_even_the_clock_is_known()
    {
        // What the connection asked when it came about is answered: the clock must not be learned by it later.
        (await Admission.Connection.LearnClockAsync()).ShouldBeTrue();
        Blackhole.Mute();
        Admission.Connection.Clock.Forget();

        (await Admission.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.Unreachable);

        Admission.Keys().ShouldBe([new SaleKeys(Admission.ProductId).Sale]);
    }
}
