using FlashSale.Ordering.Api.Shop.Admission;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

public sealed class When_orders_wait_in_the_queue
{
    const string Phone = "phone";

    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    readonly ManualClock _clock = new();
    readonly BacklogLimiter _backlog;
    readonly SaleInOrder _sale;

    public When_orders_wait_in_the_queue()
    {
        _backlog = new(new BacklogOptions { WaitLimit = TimeSpan.FromMinutes(10), ClosesAfter = TimeSpan.FromSeconds(30) }, _clock);
        _sale = new(_clock);
        Look();
    }

    [Fact]
    public void Should_wait_for_what_is_queued_at_the_throughput_at_which_it_moves()
    {
        Look(admitted: 10_000);
        Look(times: 5, decided: 500);
        Wait.ShouldBe(TimeSpan.FromSeconds(15));
        _backlog.SecondsLeft(Phone, _clock.GetUtcNow().AddSeconds(-5)).ShouldBe(10);
        _backlog.SecondsLeft(Phone, _clock.GetUtcNow().AddSeconds(-50)).ShouldBe(0);
    }

    [Fact]
    public void Should_wait_for_nothing_when_orders_pass_as_they_come()
    {
        Look(admitted: 300);
        Look(times: 60, admitted: 400, decided: 400);
        Wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Should_not_take_the_throughput_of_a_quiet_hour_for_that_of_the_pipeline()
    {
        // Five orders a second, all decided at once; then the crowd.
        Look(times: 60, admitted: 5, decided: 5);
        Look(admitted: 100_050, decided: 50);
        Wait.ShouldBe(TimeSpan.Zero);
        Look(times: 4, decided: 1_000);
        Wait.ShouldBe(TimeSpan.FromSeconds(96));
    }

    [Fact]
    public void Should_count_those_of_one_second_as_they_are_decided()
    {
        // All of them came between two looks: that the first of them is decided says nothing about the others.
        Look(admitted: 50_000);
        Look(times: 10, decided: 1_000);
        Wait.ShouldBe(TimeSpan.FromSeconds(40));
        Look(times: 40, decided: 1_000);
        Wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Should_wait_at_least_as_long_as_the_first_in_a_stalled_queue_has()
    {
        Look(admitted: 5_000);
        Look(times: 10, admitted: 500, decided: 500);
        Look(times: 45);
        // Those who came last when it stalled were behind ten seconds of orders.
        Wait.ShouldBe(TimeSpan.FromSeconds(54));
        Look(decided: 500);
        Wait.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public void Should_tell_a_few_orders_the_time_that_others_of_their_sale_took()
    {
        // Behind a minute of other sales' orders in the queues that all share.
        Look(times: 60, admitted: 1);
        Look(times: 60, admitted: 1, decided: 1);
        Wait.ShouldBe(TimeSpan.FromSeconds(59));
    }

    [Fact]
    public void Should_be_closed_by_a_wait_that_stays_too_long_and_not_by_a_short_crowd()
    {
        Look(admitted: 700_000);
        Look(times: 30, admitted: 1_000, decided: 1_000);
        Wait.ShouldBe(TimeSpan.FromSeconds(700));
        Refusals(1).ShouldBe([false]);

        Look(admitted: 1_000, decided: 1_000);
        // The first after each look goes in.
        Refusals(3).ShouldBe([false, true, true]);
        Look(admitted: 1_000, decided: 1_000);
        Refusals(3).ShouldBe([false, true, true]);
        _backlog.RetryAfter(Phone).ShouldBe(TimeSpan.FromSeconds(60));

        Look(times: 120, decided: 1_000);
        Refusals(3).ShouldBe([false, false, false]);
    }

    [Fact]
    public void Should_be_closed_while_the_queue_does_not_move()
    {
        Look(admitted: 1_000);
        Look(times: 640);
        Refusals(3).ShouldBe([false, true, true]);
        _backlog.RetryAfter(Phone).ShouldBe(TimeSpan.FromSeconds(5), "it may be over at the next look");
        Look(decided: 100);
        Wait.ShouldBe(TimeSpan.FromSeconds(9));
        Refusals(3).ShouldBe([false, false, false]);
    }

    [Fact]
    public void Should_begin_with_what_waits_in_the_stream()
    {
        var instance = new BacklogLimiter(new BacklogOptions(), _clock);
        _sale.Admit(1_000);
        _sale.InStream = 900;
        for (var second = 0; second <= 640; second++)
        {
            _clock.Pass(LookEvery);
            instance.Observe(new Dictionary<string, QueueSample>(StringComparer.Ordinal) { [Phone] = _sale.Look() }, LookEvery);
        }

        instance.WaitOf(Phone).ShouldBe(TimeSpan.FromSeconds(640));
        new[] { instance.Refuses(Phone), instance.Refuses(Phone) }.ShouldBe([false, true]);
    }

    [Fact]
    public void Should_begin_anew_when_Redis_counts_anew()
    {
        Look(admitted: 10_000);
        Look(times: 60);
        _sale.CountAnew();
        Look(admitted: 10);
        Wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Should_forget_a_sale_that_Redis_does_not_carry()
    {
        Look(admitted: 10_000);
        Look(times: 60);
        Wait.ShouldBeGreaterThan(TimeSpan.Zero);
        _backlog.Observe(new Dictionary<string, QueueSample>(StringComparer.Ordinal), LookEvery);
        Wait.ShouldBe(TimeSpan.Zero);
        Look();
        Wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Should_follow_a_queue_that_is_hours_long()
    {
        Look(times: 7_200, admitted: 10);
        Wait.ShouldBe(TimeSpan.FromSeconds(7_199));
        Look(decided: 36_000);
        Wait.ShouldBe(TimeSpan.FromSeconds(1));
    }

    TimeSpan Wait => _backlog.WaitOf(Phone);

    bool[] Refusals(int buyers) => [.. Enumerable.Range(0, buyers).Select(_ => _backlog.Refuses(Phone))];

    void Look(int times = 1, long admitted = 0, long decided = 0)
    {
        for (var look = 0; look < times; look++)
        {
            _clock.Pass(LookEvery);
            _sale.Admit(admitted);
            _sale.Decide(decided);
            _backlog.Observe(new Dictionary<string, QueueSample>(StringComparer.Ordinal) { [Phone] = _sale.Look() }, LookEvery);
        }
    }
}
