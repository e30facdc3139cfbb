using FlashSale.Benchmarks.Admission.Open;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Admission;

public sealed class When_latencies_are_recorded
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    [InlineData(0.999)]
    [InlineData(1)]
    public void Should_find_a_percentile_at_most_a_hundredth_too_high_and_never_too_low(double share)
    {
        var random = new Random(1);
        // From microseconds to minutes, as latencies are: few of them long.
        var values = Enumerable.Range(0, 50_000).Select(_ => (long)Math.Pow(10, random.NextDouble() * 8)).ToArray();
        var histogram = Recorded(values);
        var exact = values.Order().ElementAt((int)Math.Ceiling(share * values.Length) - 1);
        histogram.Percentile(share).ShouldBeInRange(exact, (long)(exact * 1.008) + 1);
    }

    [Fact]
    public void Should_be_exact_below_256_microseconds()
    {
        var histogram = Recorded([.. Enumerable.Range(0, 256).Select(value => (long)value)]);
        for (var value = 0; value < 256; value++)
            histogram.Percentile((value + 1) / 256.0).ShouldBe(value);
    }

    [Fact]
    public void Should_count_all_and_know_the_longest()
    {
        var histogram = Recorded([5, 1_234_567, -3]);
        histogram.Count.ShouldBe(3);
        histogram.Longest.ShouldBe(1_234_567);
        histogram.Percentile(1).ShouldBe(1_234_567);
        histogram.Percentile(0.3).ShouldBe(0);
    }

    [Fact]
    public void Should_add_another_threads()
    {
        var histogram = Recorded([10, 20]);
        histogram.Add(Recorded([1_000_000]));
        histogram.Count.ShouldBe(3);
        histogram.Longest.ShouldBe(1_000_000);
        histogram.Percentile(0.6).ShouldBe(20);
    }

    [Fact]
    public void Should_take_the_longest_time_there_is() => Recorded([long.MaxValue]).Percentile(0.5).ShouldBe(int.MaxValue);

    static LatencyHistogram Recorded(IEnumerable<long> values)
    {
        var histogram = new LatencyHistogram();
        foreach (var value in values)
            histogram.Record(value);
        return histogram;
    }
}
