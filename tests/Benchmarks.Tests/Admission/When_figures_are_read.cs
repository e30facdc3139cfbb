using FlashSale.Benchmarks.Admission.Closed;
using FlashSale.Benchmarks.Admission.Report;
using FlashSale.Benchmarks.Shared;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Admission;

public sealed class When_figures_are_read
{
    [Fact]
    public void Should_find_wrks_line()
    {
        var wrk = WrkResult.Parse("Running 2s test\n  2 threads\n{\"requests\":1000,\"microseconds\":2000000,\"refused\":3,\"broken\":4,\"p50\":5,\"p90\":6,\"p99\":7,\"p999\":8,\"longest\":9}\n");
        wrk.ShouldBe(new(1000, 2_000_000, 3, 4, 5, 6, 7, 8, 9));
        wrk.PerSecond.ShouldBe(500);
    }

    [Fact]
    public void Should_not_take_a_failed_wrk_for_figures() => Should.Throw<FormatException>(() => WrkResult.Parse("unable to connect"));

    [Fact]
    public void Should_find_the_rate_of_redis_benchmark() =>
        RedisCalibration.ReadRate("\"test\",\"rps\",\"avg_latency_ms\"\n\"SET a b\",\"10000.50\",\"0.947\"\n").ShouldBe(10000.5);

    [Theory]
    [InlineData("")]
    [InlineData("Could not connect to Redis\n")]
    public void Should_not_take_a_failed_redis_benchmark_for_a_rate(string output) => Should.Throw<FormatException>(() => RedisCalibration.ReadRate(output));

    [Fact]
    public void Should_tell_what_was_answered_between_two_looks() =>
        Statuses.Between(new Dictionary<string, double> { ["202"] = 10, ["409"] = 5 }, new Dictionary<string, double> { ["202"] = 15, ["409"] = 5, ["503"] = 1 })
            .ShouldBe(new Dictionary<string, long> { ["202"] = 5, ["503"] = 1 }, ignoreOrder: true);

    [Fact]
    public void Should_say_which_figure_is_missed()
    {
        ScenarioResult accept = Scenario("accept", 1000, ratio: 0.36, p99: 21), plain = Scenario("sold out, no key", 2000, 0.79, 5), keyed = Scenario("sold out, fresh key", 1500, 0.41, 5);
        var goals = Goals.Of([], new SeedResult(100, 1, 1), [accept, plain, keyed]).ToArray();
        goals.Select(goal => goal.Held).ShouldBe([true, false, false, true, true, true, true]);
    }

    [Fact]
    public void Should_miss_a_figure_when_an_answer_is_5xx_or_missing()
    {
        var rush = Scenario("rush", 100_000, null, 400) with { Sold = 10_000, Outcomes = [new("all", 100_000, 1, 1, 400, 1, 1), new("202", 99_998, 1, 1, 1, 1, 1), new("503 backlog", 1, 1, 1, 1, 1, 1), new("no answer", 1, 1, 1, 1, 1, 1)] };
        Goals.Of([], null, [rush]).Where(goal => !goal.Held).Select(goal => goal.Name).ShouldBe(["rush: requests answered", "load scenarios: answers 5xx"]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Should_draw_and_print_whatever_parts_a_run_had(bool hadClosed, bool hadOpen)
    {
        ScenarioResult[] closed = hadClosed ? [Scenario("accept", 1000, 0.36, 21), Scenario("sold out, no key", 2000, 0.79, 5), Scenario("sold out, fresh key", 1500, 0.41, 5)] : [];
        ScenarioResult[] open = hadOpen ? [Scenario("rush", 100_000, null, 400) with { Offered = 50_000, Sold = 10_000, Findings = ["oversold"] }] : [];
        var report = new AcceptReport
        {
            Machine = Machine.Read(),
            At = DateTimeOffset.UnixEpoch,
            Seconds = 10,
            BarePost = hadClosed ? [Scenario("bare-post", 3000, null, 3)] : [],
            Seed = hadClosed ? new(100, 1, 1) : null,
            Scenarios = [.. closed, .. open],
            Goals = [new("goal", ">= 1", "2", Held: true)],
        };
        var table = new StringWriter();
        AcceptTable.Write(report, table);
        table.ToString().Contains("0.36", StringComparison.Ordinal).ShouldBe(hadClosed);
        table.ToString().Contains("WRONG rush, 200 connections: oversold", StringComparison.Ordinal).ShouldBe(hadOpen);
        report.Right.ShouldBe(!hadOpen);
        var chart = System.Xml.Linq.XDocument.Parse(AcceptChart.Draw(report)).ToString();
        chart.Contains("rush, 50,000/s: p99.9", StringComparison.Ordinal).ShouldBe(hadOpen);
        chart.Contains("the Flask baseline", StringComparison.Ordinal).ShouldBe(hadClosed);
    }

    static ScenarioResult Scenario(string name, long requests, double? ratio, double p99) => new()
    {
        Name = name,
        Connections = 200,
        Requests = requests,
        Seconds = 1,
        Ratio = ratio,
        Outcomes = [new("202", requests, 1, 1, p99, p99, p99)],
        CpuMicroseconds = new Dictionary<string, double> { ["api"] = 12 },
        ApiMegabytes = 400,
    };
}
