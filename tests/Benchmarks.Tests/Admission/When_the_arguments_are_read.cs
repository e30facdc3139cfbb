using FlashSale.Benchmarks.Admission;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Admission;

public sealed class When_the_arguments_are_read
{
    [Fact]
    public void Should_have_defaults()
    {
        var options = AcceptOptions.Parse(["accept"])!;
        options.Seconds.ShouldBe(10);
        options.Connections.ShouldBe([10, 50, 200, 500]);
        options.Parts.ShouldBe(["closed", "rush", "sale", "pause"]);
        options.Strict.ShouldBeFalse();
    }

    [Fact]
    public void Should_take_every_option()
    {
        var options = AcceptOptions.Parse(["accept", "--seconds", "3", "--strict", "--connections", "20,200", "--only", "closed,rush", "--with-seed-baseline", "--json", "a.json", "--chart", "a.svg"])!;
        options.ShouldSatisfyAllConditions(
            () => options.Seconds.ShouldBe(3),
            () => options.Strict.ShouldBeTrue(),
            () => options.Connections.ShouldBe([20, 200]),
            () => options.Parts.ShouldBe(["closed", "rush"]),
            () => options.WithSeedBaseline.ShouldBeTrue(),
            () => options.JsonFile.ShouldBe("a.json"),
            () => options.ChartFile.ShouldBe("a.svg"));
    }

    [Theory]
    [InlineData]
    [InlineData("pipeline")]
    [InlineData("accept", "--seconds")]
    [InlineData("accept", "--seconds", "0")]
    [InlineData("accept", "--only", "everything")]
    [InlineData("accept", "--connections", "10,50")]
    [InlineData("accept", "--connections", "200,many")]
    [InlineData("accept", "--orders", "5")]
    public void Should_refuse_what_makes_no_sense(params string[] arguments) => AcceptOptions.Parse(arguments).ShouldBeNull();
}
