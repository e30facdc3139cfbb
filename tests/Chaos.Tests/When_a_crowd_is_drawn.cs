using FlashSale.Chaos.Shop;
using Shouldly;
using Xunit;

namespace FlashSale.Chaos.Tests;

public sealed class When_a_crowd_is_drawn
{
    [Fact]
    public void Should_be_the_same_crowd_for_the_same_seed() => Draw(seed: 7).ShouldBe(Draw(seed: 7));

    [Fact]
    public void Should_be_another_one_for_another_seed() => Draw(seed: 7).ShouldNotBe(Draw(seed: 8));

    [Fact]
    public void Should_have_buyers_of_every_kind() => Draw(seed: 1).Select(plan => plan.Wish).Distinct().Count().ShouldBe(Enum.GetValues<Wish>().Length);

    static BuyerPlan[] Draw(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 500).Select(number => BuyerPlan.Draw(random, $"buyer-{number}"))];
    }
}
