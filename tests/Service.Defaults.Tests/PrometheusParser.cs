using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>Samples under one # TYPE line; keys are the name's suffix and the sorted labels.</summary>
public sealed record PrometheusFamily(string Type, string? Help, IDictionary<string, double> Samples)
{
    public double Value(params (string Name, string Value)[] labels) => Value("", labels);

    public double Value(string suffix, params (string Name, string Value)[] labels) =>
        Samples.TryGetValue(Key(suffix, labels), out var value) ? value : throw new XunitException($"No {Key(suffix, labels)} among {string.Join(" | ", Samples.Keys)}");

    public static string Key(string suffix, IEnumerable<(string Name, string Value)> labels) =>
        $"{suffix}[{string.Join(";", labels.OrderBy(label => label.Name, StringComparer.Ordinal).Select(label => $"{label.Name}={label.Value}"))}]";
}

/// <summary>A strict reader of the text exposition format 0.0.4: whatever it does not know is a failure.</summary>
public static partial class PrometheusParser
{
    public static IReadOnlyDictionary<string, PrometheusFamily> Parse(string page)
    {
        if (page.Length > 0 && page[^1] != '\n')
            throw new XunitException("The last line must end with a line feed.");

        var families = new Dictionary<string, PrometheusFamily>(StringComparer.Ordinal);
        string? name = null, help = null;
        foreach (var line in page.Split('\n')[..^1])
        {
            if (HelpLine().Match(line) is { Success: true } helped)
                help = Unescape(helped.Groups["help"].Value);
            else if (TypeLine().Match(line) is { Success: true } typed)
            {
                name = typed.Groups["name"].Value;
                if (!families.TryAdd(name, new PrometheusFamily(typed.Groups["type"].Value, help, new Dictionary<string, double>(StringComparer.Ordinal))))
                    throw new XunitException($"Two families named {name}.");
                help = null;
            }
            else if (SampleLine().Match(line) is { Success: true } sample && name is not null && sample.Groups["name"].Value.StartsWith(name, StringComparison.Ordinal))
                AddSample(families[name], sample.Groups["name"].Value[name.Length..], sample);
            else
                throw new XunitException($"Not a line of Prometheus text: {line}");
        }

        return families;
    }

    static void AddSample(PrometheusFamily family, string suffix, Match sample)
    {
        var labels = LabelPair().Matches(sample.Groups["labels"].Value).Select(pair => (pair.Groups["name"].Value, Unescape(pair.Groups["value"].Value)));
        var number = sample.Groups["number"].Value switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            var text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        if (!family.Samples.TryAdd(PrometheusFamily.Key(suffix, labels), number))
            throw new XunitException($"The same sample twice: {sample.Value}");
    }

    static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(text[i] != '\\' ? text[i] : text[++i] switch
            {
                'n' => '\n',
                var other => other,
            });
        }

        return plain.ToString();
    }

    [GeneratedRegex("^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* (?<help>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HelpLine();

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeLine();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*",?)*)\})? (?<number>\+Inf|-Inf|NaN|-?[0-9.]+(E[+-]?[0-9]+)?)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\["\\n])*)",?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelPair();
}
