using System.Diagnostics;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_the_clocks_differ
{
    static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    readonly RedisClock _clock = new();

    [Fact]
    public void Should_know_nothing_before_the_first_reply_and_after_the_connection_broke()
    {
        _clock.IsKnown.ShouldBeFalse();
        _clock.Learn(1_000_000, At(0), At(10));
        _clock.IsKnown.ShouldBeTrue();
        _clock.Forget();
        _clock.IsKnown.ShouldBeFalse();
    }

    [Fact]
    public void Should_never_set_a_deadline_later_than_the_wait()
    {
        // Redis is 1,000,000 ms ahead; it ran the script 3 ms after the call, and the reply took 297 ms more.
        _clock.Learn(1_000_003, At(0), At(300));

        _clock.Deadline(At(500), Wait).ShouldBeInRange(1_000_500 + 1_000 - 300, 1_000_500 + 1_000);
    }

    [Fact]
    public void Should_come_closer_with_each_quicker_reply_and_stay_there()
    {
        _clock.Learn(1_000_003, At(0), At(300));
        _clock.Learn(1_000_401, At(400), At(402));
        _clock.Learn(1_000_503, At(500), At(900));

        _clock.Deadline(At(1_000), Wait).ShouldBe(1_001_000 + 1_000 - 1);
    }

    [Theory]
    [InlineData(-50_000)]
    [InlineData(50_000)]
    public void Should_follow_a_step_of_Rediss_clock_at_the_next_reply(long step)
    {
        _clock.Learn(1_000_001, At(0), At(2));

        _clock.Learn(1_000_101 + step, At(100), At(102));

        _clock.Deadline(At(200), Wait).ShouldBeInRange(1_000_200 + step + 1_000 - 2, 1_000_200 + step + 1_000 + 2);
    }

    static long At(long milliseconds) => milliseconds * (Stopwatch.Frequency / 1_000);
}
