using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using FlashSale.Admission.Sales;
using FlashSale.Inventory.Rebuild;
using FlashSale.Inventory.Reconciliation;
using FlashSale.Inventory.Relay;
using FlashSale.Notifications.Channels;
using FlashSale.Ordering.Api.Operations.Sales;
using FlashSale.Ordering.Api.Shop.Admission;
using FlashSale.Ordering.Api.Shop.Payments;
using FlashSale.Ordering.Sagas.Awaited;
using FlashSale.Ordering.Sagas.Refunds;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.TestKit;
using MassTransit;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

/// <summary>docs/configuration.md names every setting with its default; this holds the page against the code.</summary>
public sealed partial class The_configuration
{
    static readonly string Page = File.ReadAllText(Path.Combine(Servers.Root, "docs", "configuration.md"));
    static readonly Row[] Rows = [.. ReadRows()];
    static readonly string[] Code = [.. ReadCode()];

    [Fact]
    public void Should_have_a_row_for_every_setting_of_the_code()
    {
        var read = Code.SelectMany(NamesIn).Where(name => !OfOneService().IsMatch(name)).Distinct(StringComparer.Ordinal).ToArray();
        read.Length.ShouldBeGreaterThan(25);
        read.Except(Rows.Select(row => row.Name), StringComparer.Ordinal).ShouldBeEmpty("read by the code, and not on the page");
    }

    [Fact]
    public void Should_name_no_setting_that_the_code_does_not_read() =>
        NamesIn(Page).Except(Code.SelectMany(NamesIn), StringComparer.Ordinal).ShouldBeEmpty("on the page, and not in the code");

    [Fact]
    public void Should_name_each_setting_once() =>
        Rows.GroupBy(row => (row.Section, row.Name)).Where(rows => rows.Count() > 1).Select(rows => rows.Key.Name).ShouldBeEmpty();

    /// <summary>Where a default stands beside the name, as a literal or as a constant of the same file.</summary>
    [Fact]
    public void Should_have_the_defaults_that_the_code_reads_with()
    {
        var reads = Code.SelectMany(text => Reads().Matches(text).Select(read => (Name: read.Groups["name"].Value, Default: DefaultOf(read, text)))).ToArray();
        reads.Length.ShouldBeGreaterThanOrEqualTo(6);
        foreach (var (name, value) in reads)
            Environment(name).Default.ShouldBe(value, name);
    }

    [Fact]
    public void Should_have_the_defaults_that_the_code_computes()
    {
        var timings = new FaultTimings();
        Environment("FLASHSALE_RETRY_MILLISECONDS").Default.ShouldBe(string.Join(',', timings.Retries.Select(wait => wait.TotalMilliseconds)));
        Environment("FLASHSALE_REDELIVERY_SECONDS").Default.ShouldBe(string.Join(',', timings.Redeliveries.Select(wait => wait.TotalSeconds)));
        Environment("FLASHSALE_PORT_BASE").Default.ShouldBe(Regex.Match(Read("tools/cli/settings.sh"), @"port-base"" 2> /dev/null \|\| echo (?<port>\d+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["port"].Value);
        Rows.Single(row => row.Name == "connections").Default.ShouldBe(Text(new SmtpOptions("localhost", 25).MaxConnections, ""));
        foreach (var option in new[] { "--lock-timeout", "--give-up-after" })
            Read("src/Schema/SchemaArguments.cs").ShouldMatch($@"{option} SECONDS .*\({Rows.Single(row => row.Name == option).Default}\)");
    }

    /// <summary>Options with their defaults, and those of their properties that are no settings or are explained elsewhere on the page.</summary>
    public static TheoryData<object, string[]> Options => new()
    {
        { new RateSettings(), ["Version"] },
        { new SaleTerms(), ["Name", "Price", "Currency", "TotalStock", "StartsAt", "EndsAt", "PerCustomerLimit"] },
        { new BacklogOptions(), [] },
        { new IntentRelayOptions(), [] },
        { new RebuildOptions(), [] },
        { new ReconciliationOptions(), [] },
        { new AwaitedOptions(), [] },
        { new RefundOptions(), [] },
        { new PaymentLookOptions(), [] },
        { new PostgresMessagingOptions(), ["Schema", "FaultOf", "Reached"] },
        { new FaultTimings(), ["Retries", "Redeliveries"] },
        { new SmtpOptions("localhost", 25), ["Host", "Port", "Security", "Credential", "Authorities"] },
    };

    [Theory]
    [MemberData(nameof(Options), DisableDiscoveryEnumeration = true)]
    public void Should_have_every_option_with_its_default(object options, string[] elsewhere)
    {
        ArgumentNullException.ThrowIfNull(options);
        var rows = Rows.Where(row => row.Section == options.GetType().Name).ToArray();
        var properties = options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).ToArray();

        rows.Select(row => row.Name).ShouldBe(properties.Select(property => property.Name).Except(elsewhere, StringComparer.Ordinal), ignoreOrder: true);
        foreach (var row in rows)
            row.Default.ShouldBe(Text(options.GetType().GetProperty(row.Name)!.GetValue(options), row.Unit), $"{row.Section}.{row.Name}");
    }

    static Row Environment(string name) => Rows.Single(row => row.Name == name);

    static string Text(object? value, string unit) => value switch
    {
        null => "none",
        TimeSpan time => Number(unit switch
        {
            "ms" => time.TotalMilliseconds,
            "s" => time.TotalSeconds,
            "min" => time.TotalMinutes,
            "h" => time.TotalHours,
            _ => throw new InvalidOperationException($"'{unit}' is no unit of time: ms, s, min or h."),
        }),
        int number => Number(number),
        string text => text,
        _ => throw new InvalidOperationException($"Options of {value.GetType()} are not compared yet."),
    };

    static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    static string DefaultOf(Match read, string text)
    {
        var written = read.Groups["default"].Value;
        if (written.Length == 0)
            return read.Groups["type"].Value == "bool" ? "false" : "none";
        if (!char.IsAsciiDigit(written[0]))
            written = Regex.Match(text, $@"const \w+ {written} = (?<value>[\w.]+);", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["value"].Value;
        return Number(double.Parse(written.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture));
    }

    static IEnumerable<Row> ReadRows()
    {
        var section = "";
        foreach (var line in Page.Split('\n'))
        {
            if (line.StartsWith('#'))
                section = line.TrimStart('#', ' ');
            if (TableRow().Match(line) is { Success: true } row)
                yield return new(section, row.Groups["name"].Value, WithoutSeparators(row.Groups["default"].Value), row.Groups["unit"].Value);
        }
    }

    static IEnumerable<string> ReadCode() =>
        The_architecture.SourcesIn(Path.Combine(Servers.Root, "src"))
            .Concat(The_architecture.SourcesIn(Path.Combine(Servers.Root, "tools")))
            .Concat(Directory.EnumerateFiles(Path.Combine(Servers.Root, "tools", "cli"), "*.sh"))
            .Append(Path.Combine(Servers.Root, "flashsale"))
            .Select(File.ReadAllText);

    static string WithoutSeparators(string text) => Thousands().IsMatch(text) ? text.Replace(",", "", StringComparison.Ordinal) : text;

    static string Read(string file) => File.ReadAllText(Path.Combine(Servers.Root, file));

    static IEnumerable<string> NamesIn(string text) => Names().Matches(text).Select(match => match.Value);

    [GeneratedRegex("FLASHSALE_[A-Z0-9]+(_[A-Z0-9]+)*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();

    /// <summary>The addresses of one service or instance: `./flashsale env` makes these names, and the page describes how.</summary>
    [GeneratedRegex("^FLASHSALE_(API|SAGAS|INVENTORY|NOTIFICATIONS)(_[2-8])?(_(HEALTH|METRICS)_URL)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfOneService();

    [GeneratedRegex(@"GetValue(<(?<type>\w+)>)?\(""(?<name>FLASHSALE_\w+)""(, (?<default>[\w.]+))?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reads();

    /// <summary>The first word of the second cell, or all of its code: `8000` of "`8000`, or what this home used before".</summary>
    [GeneratedRegex(@"^\| `(?<name>[^`]+)` \| `?(?<default>[^` |]+)[^|]*\| (?<unit>[^|]*?) *\|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^\d{1,3}(,\d{3})+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Thousands();

    sealed record Row(string Section, string Name, string Default, string Unit);
}
