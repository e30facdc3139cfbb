using System.Diagnostics;
using FlashSale.Admission.Admit;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace FlashSale.Admission.Tests;

/// <summary>Redis keeps a crowd waiting, and answers in time for the first of them alone.</summary>
public sealed class When_more_wait_than_can_be_answered : IAsyncLifetime
{
    /// <summary>Four calls of 64 are under way; all others wait for them.</summary>
    const int UnderWay = 4 * 64;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(600);

    RedisProcess _server = null!;
    AdmissionUnderTest _admission = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisProcess.StartNewAsync();
        _admission = await new AdmissionUnderTest(_server.Address).OpenAsync(sale => sale with { TotalStock = 100_000 });
        (await _admission.AdmitAsync("first")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    public async Task DisposeAsync()
    {
        await _admission.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Should_not_send_who_has_waited_for_half_of_a_buyers_patience()
    {
        await PauseAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => _admission.AdmitAsync($"buyer-{i}")));

        // They could still have been taken in time, but each would have been followed by one for whom it is too late.
        replies.Count(reply => reply.Outcome == AdmissionOutcome.Unreachable).ShouldBeGreaterThanOrEqualTo(1_000 - UnderWay);
        var accepted = replies.Count(reply => reply.Outcome == AdmissionOutcome.Accepted);
        accepted.ShouldBeInRange(1, UnderWay);
        (await _admission.BooksAsync()).Available.ShouldBe(100_000 - 1 - accepted);
    }

    [Fact]
    public async Task Should_refuse_at_once_who_comes_when_half_a_seconds_crowd_waits()
    {
        await PauseAsync();
        var clock = Stopwatch.StartNew();

        var asked = Enumerable.Range(0, 18_000).Select(i => _admission.AdmitAsync($"buyer-{i}")).ToList();
        var atOnce = asked.Where(reply => reply.IsCompleted).ToList();

        clock.Elapsed.ShouldBeLessThan(Pause, "nobody has been answered by Redis yet");
        atOnce.Count.ShouldBeGreaterThanOrEqualTo(18_000 - 16_384 - UnderWay);
        (await Task.WhenAll(atOnce)).ShouldAllBe(reply => reply.Outcome == AdmissionOutcome.Unreachable);
        await Task.WhenAll(asked);
    }

    Task<RedisResult> PauseAsync() => _admission.Redis.ExecuteAsync("CLIENT", "PAUSE", ((int)Pause.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture), "WRITE");
}
