using System.Globalization;
using System.Text;

namespace FlashSale.ServiceDefaults.Telemetry;

/// <summary>Writes Prometheus's text exposition format 0.0.4: names, escaping and numbers as it requires.</summary>
static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>[a-zA-Z_:][a-zA-Z0-9_:]*; anything else becomes an underscore.</summary>
    public static string MetricName(string instrument, string? unit, bool isCounter)
    {
        var name = Clean(instrument);
        var suffix = UnitName(unit);
        if (suffix is not null && !name.EndsWith(suffix, StringComparison.Ordinal))
            name = $"{name}_{suffix}";
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    /// <summary>[a-zA-Z_][a-zA-Z0-9_]*.</summary>
    public static string LabelName(string tag) => Clean(tag);

    /// <summary>{a="1",b="2"}, or nothing without labels.</summary>
    public static string Labels(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
            text.Append(text.Length == 0 ? '{' : ',').Append(name).Append("=\"").Append(EscapeValue(value)).Append('"');
        return text.Length == 0 ? "" : text.Append('}').ToString();
    }

    public static string EscapeValue(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public static string EscapeHelp(string help) =>
        help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>UCUM units as .NET's instruments name them; {annotations} and the unit 1 have no name.</summary>
    static string? UnitName(string? unit) => unit switch
    {
        // "ea" is MassTransit's "each".
        null or "" or "1" or "ea" => null,
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" or "bytes" => "bytes",
        "%" => "percent",
        _ when unit[0] == '{' => null,
        _ => Clean(unit),
    };

    static string Clean(string text)
    {
        var clean = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return clean.Length > 0 && char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean;
    }
}
