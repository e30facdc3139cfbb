using FlashSale.Chaos.Scenarios;
using Shouldly;
using Xunit;

namespace FlashSale.Chaos.Tests;

public sealed class When_a_schedule_is_drawn
{
    static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Fact]
    public void Should_be_the_same_for_the_same_seed() => Draw(7).ToString().ShouldBe(Draw(7).ToString());

    [Fact]
    public void Should_be_another_one_for_another_seed() => Draw(7).ToString().ShouldNotBe(Draw(8).ToString());

    [Fact]
    public void Should_draw_faults_that_exist() => Draw(1).Steps.ShouldAllBe(step => Catalogue.Find(step.Scenario).Count == 1);

    static Schedule Draw(int seed) => Schedule.Draw(seed, TenMinutes, Catalogue.Composable(withCrashPoints: true));
}
