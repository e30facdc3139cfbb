using FlashSale.Ordering.Api.Shop.Admission;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

public sealed class When_orders_wait_in_the_queue
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    readonly ManualClock _clock = new();
    readonly BacklogLimiter _backlog;

    public When_orders_wait_in_the_queue() => _backlog = new(new BacklogOptions { WaitLimit = TimeSpan.FromMinutes(10), ClosesAfter = TimeSpan.FromSeconds(30) }, _clock);

    [Fact]
    public void Should_wait_for_what_is_queued_at_the_pace_at_which_it_moves()
    {
        Observe(looks: 1, units: 10_000, decided: 0);
        Observe(looks: 5, units: 9_000, decided: 500);
        _backlog.Wait.ShouldBe(TimeSpan.FromSeconds(18));
        _backlog.SecondsLeft(_clock.GetUtcNow().AddSeconds(-5)).ShouldBe(13);
        _backlog.SecondsLeft(_clock.GetUtcNow().AddSeconds(-50)).ShouldBe(0);
    }

    [Fact]
    public void Should_wait_for_nothing_when_orders_pass_as_they_come()
    {
        Observe(looks: 60, units: 300, decided: 400);
        _backlog.Wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Should_not_take_the_pace_of_a_quiet_hour_for_that_of_the_pipeline()
    {
        // Five orders a second, all decided at once; then the crowd.
        Observe(looks: 60, units: 3, decided: 5);
        Observe(looks: 1, units: 100_000, decided: 50);
        _backlog.Wait.ShouldBe(TimeSpan.Zero);
        Observe(looks: 4, units: 98_000, decided: 700);
        _backlog.Wait.ShouldBe(TimeSpan.FromSeconds(140));
    }

    [Fact]
    public void Should_wait_at_least_as_long_as_the_queue_has_stood()
    {
        Observe(looks: 10, units: 5_000, decided: 500);
        Observe(looks: 45, units: 5_000, decided: 0);
        _backlog.Wait.ShouldBe(TimeSpan.FromSeconds(45));
        Observe(looks: 1, units: 4_500, decided: 500);
        _backlog.Wait.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public void Should_not_take_a_few_forgotten_units_for_a_queue()
    {
        Observe(looks: 10_000, units: BacklogLimiter.ShortestQueue - 1, decided: 0);
        _backlog.Wait.ShouldBe(TimeSpan.Zero);
        _backlog.Refuses().ShouldBeFalse();
    }

    [Fact]
    public void Should_be_closed_by_a_wait_that_stays_too_long_and_not_by_a_short_crowd()
    {
        Observe(looks: 29, units: 700_000, decided: 1_000);
        _backlog.Wait.ShouldBe(TimeSpan.FromSeconds(700));
        _backlog.Refuses().ShouldBeFalse();

        Observe(looks: 3, units: 700_000, decided: 1_000);
        // One order goes in between two looks.
        new[] { _backlog.Refuses(), _backlog.Refuses(), _backlog.Refuses() }.ShouldBe([false, true, true]);
        _backlog.RetryAfter.ShouldBe(TimeSpan.FromSeconds(60));

        Observe(looks: 1, units: 599_000, decided: 1_000);
        _backlog.Refuses().ShouldBeFalse();
    }

    [Fact]
    public void Should_shed_load_while_the_queue_does_not_move()
    {
        Observe(looks: 640, units: 1_000, decided: 0);
        _backlog.Refuses().ShouldBeFalse();
        _backlog.Refuses().ShouldBeTrue();
        Observe(looks: 1, units: 1_000, decided: 100);
        _backlog.Refuses().ShouldBeFalse();
        _backlog.Refuses().ShouldBeFalse();
    }

    void Observe(int looks, long units, long decided)
    {
        for (var look = 0; look < looks; look++)
        {
            _clock.Pass(Look);
            _backlog.Observe(units, decided, Look);
        }
    }
}
