using System.Globalization;

namespace FlashSale.PipelineBench.Measuring;

/// <summary>Reads Prometheus text.</summary>
static class MetricsText
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
}
