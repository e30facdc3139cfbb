using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace FlashSale.ServiceDefaults.Telemetry;

/// <summary>One instrument with all its series, as one family of the page.</summary>
sealed class MetricFamily(Instrument instrument)
{
    // Tags may come from what callers send; without this limit the page could grow without bound.
    const int MaxSeries = 2000;

    readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

    // The path of a request's measurement: no text is built for tags seen before.
    readonly ConcurrentDictionary<int, Known> _known = new();

    // MassTransit counts what is going on now (consume.active) up and down with a Counter: it is really a gauge.
    readonly bool _isSum = GenericName(instrument) is "Counter" or "ObservableCounter" && !instrument.Name.EndsWith(".active", StringComparison.Ordinal);
    // Observable instruments begin anew at each reading: several instruments of one name add up.
    readonly bool _isAdded = GenericName(instrument) is "Counter" or "UpDownCounter" or "ObservableCounter" or "ObservableUpDownCounter";
    readonly double[]? _bounds = MetricSeries.BoundsOf(instrument);

    public string Meter => instrument.Meter.Name;

    public bool IsCounter => _isSum;

    public string Name => PrometheusText.MetricName(instrument.Name, instrument.Unit, _isSum);

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(tags);
        if (series is null)
            return;
        if (_bounds is not null)
            series.Record(value);
        else if (_isAdded)
            series.Add(value);
        else
            series.Set(value);
    }

    /// <returns>Null when there are too many series already.</returns>
    MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = new HashCode();
        foreach (var (key, value) in tags)
        {
            hash.Add(key);
            hash.Add(value);
        }

        var code = hash.ToHashCode();
        if (_known.TryGetValue(code, out var known) && Same(known.Tags, tags))
            return known.Series;

        var labels = LabelsOf(tags);
        if (!_series.TryGetValue(labels, out var series))
        {
            if (_series.Count >= MaxSeries)
                return null;
            series = _series.GetOrAdd(labels, text => new MetricSeries(text, _bounds));
        }

        if (!instrument.IsObservable)
            _known[code] = new Known(tags.ToArray(), series);
        return series;
    }

    /// <summary>Observed values are those of one reading: what is no longer reported is removed.</summary>
    public void BeginObservation()
    {
        if (instrument.IsObservable)
            _series.Clear();
    }

    public void WriteTo(StringBuilder page)
    {
        var series = _series.Values.OrderBy(one => one.Labels, StringComparer.Ordinal).ToArray();
        if (series.Length == 0)
            return;

        if (instrument.Description is { Length: > 0 } help)
            page.Append("# HELP ").Append(Name).Append(' ').Append(PrometheusText.EscapeHelp(help)).Append('\n');
        page.Append("# TYPE ").Append(Name).Append(' ').Append(_bounds is not null ? "histogram" : _isSum ? "counter" : "gauge").Append('\n');
        foreach (var one in series)
        {
            if (_bounds is null)
                Line(page, Name, one.Labels, PrometheusText.Number(one.Read().Value));
            else
                WriteHistogram(page, one);
        }
    }

    void WriteHistogram(StringBuilder page, MetricSeries series)
    {
        var (sum, count, buckets) = series.Read();
        long below = 0;
        for (var i = 0; i < _bounds!.Length; i++)
        {
            below += buckets![i];
            Line(page, $"{Name}_bucket", WithBound(series.Labels, PrometheusText.Number(_bounds[i])), below.ToString(CultureInfo.InvariantCulture));
        }

        Line(page, $"{Name}_bucket", WithBound(series.Labels, "+Inf"), count.ToString(CultureInfo.InvariantCulture));
        Line(page, $"{Name}_sum", series.Labels, PrometheusText.Number(sum));
        Line(page, $"{Name}_count", series.Labels, count.ToString(CultureInfo.InvariantCulture));
    }

    static string WithBound(string labels, string bound) =>
        labels.Length == 0 ? $"{{le=\"{bound}\"}}" : $"{labels[..^1]},le=\"{bound}\"}}";

    static void Line(StringBuilder page, string name, string labels, string value) =>
        page.Append(name).Append(labels).Append(' ').Append(value).Append('\n');

    static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
            return "";

        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
            labels[PrometheusText.LabelName(key)] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return PrometheusText.Labels(labels);
    }

    static bool Same(KeyValuePair<string, object?>[] one, ReadOnlySpan<KeyValuePair<string, object?>> other)
    {
        if (one.Length != other.Length)
            return false;
        for (var i = 0; i < one.Length; i++)
        {
            if (!string.Equals(one[i].Key, other[i].Key, StringComparison.Ordinal) || !Equals(one[i].Value, other[i].Value))
                return false;
        }

        return true;
    }

    static string GenericName(Instrument instrument) => instrument.GetType().Name.Split('`')[0];

    sealed record Known(KeyValuePair<string, object?>[] Tags, MetricSeries Series);
}
