using FlashSale.Benchmarks.Pipeline;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Pipeline;

public sealed class When_the_arguments_are_read
{
    [Fact]
    public void Should_have_defaults() => PipelineOptions.Parse(["pipeline"]).ShouldBe(new(20_000, WarmUp: 5_000));

    [Fact]
    public void Should_take_every_option() =>
        PipelineOptions.Parse(["pipeline", "--orders", "2000", "--warm-up", "10", "--finished", "500000", "--json", "a.json", "--chart", "a.svg"]).ShouldBe(new(2000, 10, 500_000, "a.json", "a.svg"));

    [Theory]
    [InlineData]
    [InlineData("accept-nothing")]
    [InlineData("pipeline", "--orders")]
    [InlineData("pipeline", "--orders", "0")]
    [InlineData("pipeline", "--messages", "5")]
    [InlineData("pipeline", "--warm-up", "no")]
    public void Should_refuse_what_makes_no_sense(params string[] arguments) => PipelineOptions.Parse(arguments).ShouldBeNull();
}
