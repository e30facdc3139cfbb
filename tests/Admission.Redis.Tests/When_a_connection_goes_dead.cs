using System.Diagnostics;
using FlashSale.Admission.Admit;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

/// <summary>A connection from which nothing comes any more, without a word: a router forgot it, a server's machine is gone.</summary>
public sealed class When_a_connection_goes_dead : BlackholeSituation
{
    [Fact]
    public async Task Should_take_orders_over_a_new_one_while_buyers_come()
    {
        (await Admission.AdmitAsync("first")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        var clock = Stopwatch.StartNew();
        Blackhole.MuteOpenConnections();
        (await Admission.AdmitAsync("alice", key: "k")).Outcome.ShouldBe(AdmissionOutcome.Unknown);

        var back = await Poll.UntilAsync(() => Admission.AdmitAsync("alice", key: "k"), reply => reply.Order is not null, "orders are taken", TimeSpan.FromSeconds(10));

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
        // Redis had run what it did not seem to answer.
        back.Outcome.ShouldBe(AdmissionOutcome.Replayed);
        (await Admission.BooksAsync()).Available.ShouldBe(8);
    }

    [Fact]
    public async Task Should_have_a_new_one_before_the_next_buyer_comes()
    {
        (await Admission.AdmitAsync("first")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        var both = Blackhole.Accepted;
        Blackhole.MuteOpenConnections();

        // The client keeps two connections, and gives each up by itself.
        await Poll.UntilAsync(() => Task.FromResult(Blackhole.Accepted), accepted => accepted >= 2 * both, "other connections", TimeSpan.FromSeconds(15));

        // On a busy machine a moment passes from the accept to the first use. No order is lost in it.
        await Poll.UntilAsync(async () =>
        {
            var reply = await Admission.AdmitAsync("alice");
            reply.Outcome.ShouldNotBe(AdmissionOutcome.Unknown);
            return reply.Outcome;
        }, outcome => outcome == AdmissionOutcome.Accepted, "an order is taken", TimeSpan.FromSeconds(2));
    }
}
