using FlashSale.Benchmarks.Pipeline;
using FlashSale.Benchmarks.Shared;
using FlashSale.Client;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Pipeline;

public sealed class When_figures_are_read
{
    const string Page = """
        # TYPE db_client_operation_duration_seconds histogram
        db_client_operation_duration_seconds_bucket{a="x",le="0.1"} 7
        db_client_operation_duration_seconds_count{a="x"} 3
        db_client_operation_duration_seconds_count{a="y z"} 4
        db_client_operation_duration_seconds_count_of_another 100
        """;

    [Fact]
    public void Should_sum_a_metric_over_its_labels() => MetricsText.Sum(Page, "db_client_operation_duration_seconds_count").ShouldBe(7);

    [Fact]
    public void Should_take_a_metric_that_is_not_there_for_nothing() => MetricsText.Sum(Page, "messages_total").ShouldBe(0);

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    [InlineData(0.001, 1)]
    public void Should_take_percentiles_by_nearest_rank(double share, double expected) =>
        Percentiles.Of(Enumerable.Range(1, 100).Reverse().Select(value => (double)value), share).ShouldBe(expected);

    [Fact]
    public void Should_read_the_rate_of_pgbench() =>
        PgbenchOutput.ReadRate("number of failed transactions: 0 (0.000%)\nlatency average = 1.7 ms\ntps = 9312.250164 (without initial connection time)\n").ShouldBe(9312.250164);

    [Theory]
    [InlineData("pgbench: error: connection refused")]
    [InlineData("number of failed transactions: 3 (0.1%)\ntps = 9312.2 (without initial connection time)\n")]
    public void Should_not_take_a_failed_pgbench_for_a_rate(string output) =>
        Should.Throw<FormatException>(() => PgbenchOutput.ReadRate(output));
}
