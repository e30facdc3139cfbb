using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_calls_are_in_flight
{
    static readonly TimeSpan Long = InFlightLimiter.Silence + TimeSpan.FromMilliseconds(1);

    readonly ManualClock _clock = new();
    readonly InFlightLimiter _calls;

    public When_calls_are_in_flight() => _calls = new(_clock);

    [Fact]
    public void Should_send_one_call_at_a_time_while_Redis_is_unresponsive()
    {
        _calls.TryEnter().ShouldBeTrue();
        _clock.Pass(Long);

        _calls.IsSilent.ShouldBeTrue();
        _calls.TryEnter().ShouldBeTrue();
        _calls.TryEnter().ShouldBeFalse();
        _clock.Pass(InFlightLimiter.ProbeEvery + TimeSpan.FromMilliseconds(1));
        _calls.TryEnter().ShouldBeTrue();
    }

    [Fact]
    public void Should_not_take_it_for_an_answer_that_the_client_gave_up()
    {
        _calls.TryEnter().ShouldBeTrue();
        _clock.Pass(Long);
        _calls.Leave(answered: false);

        _calls.Count.ShouldBe(0);
        _calls.IsSilent.ShouldBeTrue();
        _calls.TryEnter().ShouldBeTrue();
        _calls.TryEnter().ShouldBeFalse();
    }

    [Fact]
    public void Should_open_with_the_first_answer()
    {
        _calls.TryEnter().ShouldBeTrue();
        _clock.Pass(Long);
        _calls.Leave(answered: false);
        _calls.TryEnter().ShouldBeTrue();

        _calls.Leave(answered: true);

        _calls.IsSilent.ShouldBeFalse();
        _clock.Pass(Long);
        _calls.IsSilent.ShouldBeFalse();
    }
}
