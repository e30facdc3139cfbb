using FlashSale.Benchmarks.Messaging;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Messaging;

public sealed class When_the_arguments_are_read
{
    [Theory]
    [InlineData("messaging", "--finished", "5")]
    [InlineData("messaging", "--chart", "a.svg")]
    [InlineData("messaging", "--messages", "many", "--json", "a.json")]
    public void Should_refuse_what_makes_no_sense(params string[] arguments) => MessagingOptions.Parse(arguments).ShouldBeNull();
}
