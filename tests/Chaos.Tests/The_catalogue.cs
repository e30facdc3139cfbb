using FlashSale.Chaos.Scenarios;
using Shouldly;
using Xunit;

namespace FlashSale.Chaos.Tests;

public sealed class The_catalogue
{
    [Fact]
    public void Should_have_a_scenario_for_every_fault_of_the_matrix() =>
        Enumerable.Range(1, 27).Concat([29, 30, 31]).Where(number => Catalogue.All.All(scenario => !scenario.Name.StartsWith($"F{number:00}-", StringComparison.Ordinal))).ShouldBeEmpty();

    [Fact]
    public void Should_give_each_scenario_a_name_of_its_own() => Catalogue.All.Select(scenario => scenario.Name).ShouldBeUnique();

    [Fact]
    public void Should_find_all_variants_by_their_number() => Catalogue.Find("F4").ShouldAllBe(scenario => scenario.Name.StartsWith("F04-", StringComparison.Ordinal));

    [Fact]
    public void Should_not_run_anything_that_is_not_called_so()
    {
        Catalogue.Find("F99").ShouldBeEmpty();
        Catalogue.Find("F07,F99").ShouldBeEmpty("not half of what was asked for");
        Catalogue.Knows("F99").ShouldBeFalse();
        Catalogue.Knows("F07").ShouldBeTrue();
    }

    [Fact]
    public void Should_need_no_crash_points_in_the_short_run() => Catalogue.Find("ci").ShouldAllBe(scenario => !scenario.NeedsCrashPoints);
}
