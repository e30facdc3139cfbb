using FlashSale.Benchmarks.Admission.Open;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Admission;

public sealed class When_a_crowd_is_planned
{
    static readonly Crowd Planned = Crowd.Build("crowd", 50_000, TimeSpan.FromSeconds(2), keyShare: 0.5, floods: 10);

    [Fact]
    public void Should_arrive_evenly_within_its_time()
    {
        Planned.Requests.Count.ShouldBe(50_000);
        Planned.DueAt.Zip(Planned.DueAt.Skip(1), (one, next) => next - one).Distinct().ShouldBe([40]);
        Planned.DueAt[^1].ShouldBe(2_000_000 - 40);
    }

    [Fact]
    public void Should_have_three_buyers_in_ten_that_ask_again_and_one_in_twenty_that_changes_its_mind()
    {
        var buyers = (double)Count(Intention.First);
        (Count(Intention.Retry) / buyers).ShouldBeInRange(0.28, 0.32);
        (Count(Intention.OtherValues) / buyers).ShouldBeInRange(0.04, 0.06);
        (Planned.Requests.Count(one => one is { Intention: Intention.First, Key: not null }) / buyers).ShouldBeInRange(0.48, 0.52);
        Count(Intention.Flood).ShouldBe(10 * Crowd.FloodLength);

        double Count(Intention intention) => Planned.Requests.Count(one => one.Intention == intention);
    }

    [Fact]
    public void Should_repeat_exactly_what_is_asked_again_and_change_the_values_of_the_others()
    {
        var firsts = Planned.Requests.Where(one => one.Intention == Intention.First).ToDictionary(one => one.User, StringComparer.Ordinal);
        foreach (var again in Planned.Requests.Where(one => one.Intention == Intention.Retry && firsts.ContainsKey(one.User)))
            (again with { Intention = Intention.First }).ShouldBe(firsts[again.User]);
        foreach (var other in Planned.Requests.Where(one => one.Intention == Intention.OtherValues && firsts.ContainsKey(one.User)))
            (other.Key == firsts[other.User].Key && other.Email != firsts[other.User].Email).ShouldBeTrue();
    }

    [Fact]
    public void Should_flood_with_a_key_for_each_request() =>
        Planned.Requests.Where(one => one.Intention == Intention.Flood).GroupBy(one => one.User).ShouldAllBe(flood => flood.Select(one => one.Key).Distinct().Count() == Crowd.FloodLength);

    [Fact]
    public void Should_be_the_same_in_every_run() =>
        Crowd.Build("crowd", 1_000, TimeSpan.FromSeconds(1), 0.5, 1).Requests.ShouldBe(Crowd.Build("crowd", 1_000, TimeSpan.FromSeconds(1), 0.5, 1).Requests);
}
