using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using FlashSale.ServiceDefaults.Telemetry;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

/// <summary>Dashboards and alerts are built on these names.</summary>
[Collection(RunningHosts.Collection)]
public sealed partial class The_metrics(RunningHosts hosts)
{
    // Published by the libraries and the runtime, and left out on purpose: nobody here looks at them.
    static readonly string[] LeftOut =
    [
        "Microsoft.EntityFrameworkCore",
        "Microsoft.Extensions.Diagnostics.HealthChecks",
        "Private.InternalDiagnostics.System.Net.Quic.MsQuic",
        "System.Net.NameResolution",
        "System.Net.Security",
    ];

    [Fact]
    public void Should_have_on_the_page_every_meter_that_is_written()
    {
        using var page = new MetricsPage();
        foreach (var (file, meter) in MetersOfTheSources())
        {
            using var asWritten = new Meter(meter);
            asWritten.CreateCounter<int>($"flashsale.test.{meter.ToLowerInvariant()}").Add(1);
            Meters.AreRead(meter).ShouldBeTrue($"{file}: the meter {meter} is on no list of {nameof(Meters)}");
            page.Families.ShouldContain(family => family.Meter == meter);
        }
    }

    /// <summary>However it was made: by its constructor, by a factory, by a library.</summary>
    [Fact]
    public void Should_know_every_meter_that_the_hosts_publish()
    {
        var published = new List<string>();
        using (var listener = new MeterListener { InstrumentPublished = (instrument, _) => published.Add(instrument.Meter.Name) })
            listener.Start();

        published.Distinct().Where(meter => !Meters.AreRead(meter)).ShouldBeSubsetOf(LeftOut);
        published.ShouldContain("Messaging.Postgres");
    }

    [Fact]
    public void Should_each_have_a_name_of_its_own()
    {
        foreach (var page in hosts.MetricsPages)
        {
            var names = page.Families.Select(family => family.Name).ToArray();
            names.Length.ShouldBeGreaterThan(100);
            names.GroupBy(name => name).Where(name => name.Count() > 1).Select(name => name.Key).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Should_be_named_as_Prometheus_wants_it()
    {
        foreach (var family in hosts.MetricsPages.SelectMany(page => page.Families))
        {
            PrometheusName().IsMatch(family.Name).ShouldBeTrue(family.Name);
            family.Name.EndsWith("_total", StringComparison.Ordinal).ShouldBe(family.IsCounter, family.Name);
        }
    }

    /// <summary>Ours begin with the system's name, so that they stand together and meet no one else's.</summary>
    [Fact]
    public void Should_begin_with_the_systems_name_or_messaging()
    {
        var ours = hosts.MetricsPages.SelectMany(page => page.Families).Where(family => family.Meter.StartsWith("FlashSale.", StringComparison.Ordinal)).Select(family => family.Name);
        ours.Distinct().Where(name => !name.StartsWith("flashsale_", StringComparison.Ordinal)).ShouldBe(["process_start_time_seconds"]);
    }

    /// <summary>An alert on a rate needs the zero before the one: what was absent and then is 1 has not risen.</summary>
    [Theory]
    [InlineData("flashsale_door_backlog_refusals_total")]
    [InlineData("flashsale_inventory_batch_splits_total")]
    [InlineData("flashsale_order_streams_dropped_total")]
    [InlineData("flashsale_order_streams_events_total")]
    [InlineData("flashsale_order_streams_refused_total")]
    [InlineData("flashsale_payments_failed_looks_total")]
    [InlineData("flashsale_payments_missed_callbacks_total")]
    [InlineData("flashsale_rebuild_done_total")]
    [InlineData("flashsale_rebuild_failed_total")]
    [InlineData("flashsale_reconciliation_failed_total")]
    [InlineData("flashsale_reconciliation_published_total")]
    [InlineData("flashsale_reconciliation_walked_total")]
    [InlineData("flashsale_refunds_found_total")]
    [InlineData("flashsale_refunds_not_found_total")]
    [InlineData("flashsale_sale_reads_evictions_total")]
    [InlineData("flashsale_sale_reads_failures_total")]
    [InlineData("messaging_inbox_duplicates_total")]
    [InlineData("messaging_loop_failures_total")]
    [InlineData("messaging_outbox_delivered_total")]
    [InlineData("messaging_outbox_failures_total")]
    [InlineData("messaging_outbox_swept_total")]
    [InlineData("messaging_parked")]
    [InlineData("messaging_refused")]
    [InlineData("messaging_schedule_fired_total")]
    public async Task Should_be_there_before_the_first_time(string counter)
    {
        using var client = new HttpClient();
        foreach (var host in hosts.Addresses)
            (await client.GetStringAsync(new Uri(host, "/metrics"))).Split('\n').ShouldContain(line => line.StartsWith($"{counter} ", StringComparison.Ordinal));
    }

    /// <summary>A counter without labels that is called as it counts is absent until then: it has to be one that is asked.</summary>
    [Fact]
    public void Should_call_a_listener_only_for_what_has_labels()
    {
        var called = Sources().SelectMany(source => Counters().Matches(source.Text).Select(counter => (source.File, source.Text, Field: counter.Groups["field"].Value))).ToArray();
        called.ShouldNotBeEmpty();
        foreach (var (file, text, field) in called)
            Regex.IsMatch(text, $@"\b{field}\.Add\([^,]*\);", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).ShouldBeFalse($"{file}: {field}");
    }

    static IEnumerable<(string File, string Meter)> MetersOfTheSources()
    {
        foreach (var (file, text) in Sources())
        {
            var meters = MeterNames().Matches(text).Select(match => match.Groups["literal"] is { Success: true } literal ? literal.Value : ConstantOf(match.Groups["constant"].Value, text)).ToArray();
            meters.ShouldNotBeEmpty($"{file} makes instruments, and of which meter cannot be read from it: teach this test");
            foreach (var meter in meters)
                yield return (file, meter);
        }
    }

    static string ConstantOf(string name, string text) =>
        Regex.Match(text, $"const string {name} = \"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["value"].Value;

    /// <summary>All files that make instruments.</summary>
    static (string File, string Text)[] Sources()
    {
        var source = Path.Combine(Servers.Root, "src");
        var files = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Select(file => (Path.GetRelativePath(source, file), File.ReadAllText(file)))
            .Where(file => Instruments().IsMatch(file.Item2)).ToArray();
        files.Length.ShouldBeGreaterThanOrEqualTo(11);
        return files;
    }

    [GeneratedRegex(@"\.Create(Observable)?(Counter|UpDownCounter|Gauge|Histogram)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Instruments();

    [GeneratedRegex(@"(\bMeter\s+\w+\s*=\s*new|\bnew\s+Meter|\b[mM]eter(s|Factory)\.Create)\s*\(\s*(new\s+MeterOptions\s*\(\s*)?(""(?<literal>[^""]+)""|(?<constant>\w+))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MeterNames();

    [GeneratedRegex(@"(?<field>\w+) = [\w.()"" ]*\.CreateCounter<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Counters();

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PrometheusName();
}
