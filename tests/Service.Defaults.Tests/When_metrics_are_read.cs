using System.Diagnostics.Metrics;
using FlashSale.ServiceDefaults.Telemetry;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_metrics_are_read : IDisposable
{
    readonly Meter _meter = new($"FlashSale.Test.{Guid.NewGuid():N}");
    readonly MetricsPage _page = new();

    [Fact]
    public void Should_sum_a_counter_by_its_tags()
    {
        var counter = _meter.CreateCounter<long>("orders.admitted", "{order}", "Orders that were admitted.");
        counter.Add(2, Tag("sale", "a"), Tag("outcome", "accepted"));
        counter.Add(3, Tag("outcome", "accepted"), Tag("sale", "a"));
        counter.Add(1, Tag("sale", "b"), Tag("outcome", "accepted"));

        var family = Read()["orders_admitted_total"];
        family.Type.ShouldBe("counter");
        family.Help.ShouldBe("Orders that were admitted.");
        family.Value(("sale", "a"), ("outcome", "accepted")).ShouldBe(5);
        family.Value(("sale", "b"), ("outcome", "accepted")).ShouldBe(1);
        family.Samples.Count.ShouldBe(2);
    }

    /// <summary>As two hosts in one process have it.</summary>
    [Fact]
    public void Should_add_up_counters_of_one_name_that_are_observed()
    {
        using var other = new Meter(_meter.Name);
        _meter.CreateObservableCounter("dropped", () => 2L);
        other.CreateObservableCounter("dropped", () => 3L);

        Read()["dropped_total"].Value().ShouldBe(5);
        Read()["dropped_total"].Value().ShouldBe(5);
    }

    [Fact]
    public void Should_let_an_up_down_counter_fall()
    {
        var waiting = _meter.CreateUpDownCounter<int>("waiting");
        waiting.Add(3);
        waiting.Add(-2);

        var family = Read()["waiting"];
        family.Type.ShouldBe("gauge");
        family.Value().ShouldBe(1);
    }

    [Fact]
    public void Should_show_only_what_an_observable_gauge_reports_now()
    {
        List<Measurement<double>> now = [new(1.5, Tag("queue", "a")), new(2, Tag("queue", "b"))];
        _meter.CreateObservableGauge("lag", () => now, "s");
        Read()["lag_seconds"].Samples.Count.ShouldBe(2);

        now = [new(0.25, Tag("queue", "b"))];
        var family = Read()["lag_seconds"];
        family.Samples.Count.ShouldBe(1);
        family.Value(("queue", "b")).ShouldBe(0.25);
    }

    [Fact]
    public void Should_cumulate_a_histograms_buckets()
    {
        var histogram = _meter.CreateHistogram<double>("call.duration", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var seconds in (double[])[0.05, 0.1, 0.5, 7])
            histogram.Record(seconds, Tag("route", "/x"));

        var family = Read()["call_duration_seconds"];
        family.Type.ShouldBe("histogram");
        family.Value("_bucket", ("route", "/x"), ("le", "0.1")).ShouldBe(2);
        family.Value("_bucket", ("route", "/x"), ("le", "1")).ShouldBe(3);
        family.Value("_bucket", ("route", "/x"), ("le", "+Inf")).ShouldBe(4);
        family.Value("_count", ("route", "/x")).ShouldBe(4);
        family.Value("_sum", ("route", "/x")).ShouldBe(7.65, 1e-9);
    }

    [Fact]
    public void Should_escape_what_would_break_a_line()
    {
        const string Nasty = "back\\slash \"quote\" new\nline {brace}, comma=";
        _meter.CreateCounter<int>("1.odd-name", null, "a \\ b\nc").Add(1, Tag("some.tag", Nasty));

        var family = Read()["_1_odd_name_total"];
        family.Help.ShouldBe("a \\ b\nc");
        family.Value(("some_tag", Nasty)).ShouldBe(1);
    }

    [Fact]
    public void Should_print_special_numbers_as_prometheus_spells_them()
    {
        double[] values = [double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        _meter.CreateObservableGauge("odd", () => values.Select((value, i) => new Measurement<double>(value, Tag("i", i))));

        var text = _page.Write();
        text.ShouldContain("odd{i=\"0\"} +Inf\n");
        text.ShouldContain("odd{i=\"1\"} -Inf\n");
        text.ShouldContain("odd{i=\"2\"} NaN\n");
    }

    [Fact]
    public async Task Should_lose_no_measurement_of_many_threads()
    {
        var counter = _meter.CreateCounter<int>("busy");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
                counter.Add(1, Tag("even", i % 2 == 0));
        })));

        Read()["busy_total"].Value(("even", "True")).ShouldBe(40_000);
        Read()["busy_total"].Value(("even", "False")).ShouldBe(40_000);
    }

    [Fact]
    public void Should_tell_of_the_process()
    {
        var families = Read();
        families["dotnet_process_memory_working_set_bytes"].Value().ShouldBeGreaterThan(1_000_000);
        families["dotnet_process_cpu_time_seconds_total"].Samples.ShouldNotBeEmpty();
    }

    public void Dispose()
    {
        _page.Dispose();
        _meter.Dispose();
    }

    static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);

    IReadOnlyDictionary<string, PrometheusFamily> Read() => PrometheusParser.Parse(_page.Write());
}
