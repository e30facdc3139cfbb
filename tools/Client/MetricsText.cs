using System.Globalization;

namespace FlashSale.Client;

/// <summary>Reads Prometheus text.</summary>
public static class MetricsText
{
    /// <summary>The sum over all label sets of one metric; 0 when the page does not have it yet.</summary>
    public static double Sum(string page, string metric)
    {
        var sum = 0.0;
        foreach (var line in page.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(metric, StringComparison.Ordinal) && line.Length > metric.Length && line[metric.Length] is ' ' or '{')
                sum += double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        }

        return sum;
    }

    /// <summary>The sums of one metric by the values of one label; label sets without it do not count.</summary>
    /// <param name="page">The page.</param>
    /// <param name="metric">Its name.</param>
    /// <param name="label">The label.</param>
    /// <param name="with">Another label that must be there, as the page writes it: name="value".</param>
    public static IReadOnlyDictionary<string, double> SumBy(string page, string metric, string label, string with)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in page.Split('\n'))
        {
            if (!line.StartsWith($"{metric}{{", StringComparison.Ordinal) || !line.Contains(with, StringComparison.Ordinal) || line.IndexOf($"{label}=\"", StringComparison.Ordinal) is not (>= 0 and var at))
                continue;
            var begin = at + label.Length + 2;
            var value = line[begin..line.IndexOf('"', begin)];
            sums[value] = sums.GetValueOrDefault(value) + double.Parse(line.AsSpan()[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        }

        return sums;
    }
}
