using Shouldly;
using Xunit;

namespace FlashSale.Chaos.Tests;

public sealed class When_chaos_is_asked_for
{
    [Fact]
    public void Should_take_what_was_said_and_defaults_for_the_rest()
    {
        ChaosOptions.Parse([]).ShouldBe(new ChaosOptions { Scenario = "all", Seed = 1, Minutes = 10 });
        ChaosOptions.Parse(["random", "--seed", "7", "--minutes", "0.5", "--report", "r"]).ShouldBe(new ChaosOptions { Scenario = "random", Seed = 7, Minutes = 0.5, Report = "r" });
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--seed")]
    [InlineData("--seed", "seven")]
    [InlineData("--minutes", "0")]
    [InlineData("--minuets", "10")]
    public void Should_make_nothing_of_what_makes_no_sense(params string[] arguments) => ChaosOptions.Parse(arguments).ShouldBeNull();
}
