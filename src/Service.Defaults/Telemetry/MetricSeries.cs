using System.Diagnostics.Metrics;

namespace FlashSale.ServiceDefaults.Telemetry;

/// <summary>One instrument with one set of tags: a running sum, a last value, or a histogram's buckets.</summary>
sealed class MetricSeries(string labels, double[]? bounds)
{
    // Where the instrument advises no bounds: seconds, from a millisecond to ten.
    static readonly double[] DefaultBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    static readonly double[] MillisecondBounds = [.. DefaultBounds.Select(seconds => seconds * 1000)];

    readonly Lock _lock = new();
    readonly long[]? _buckets = bounds is null ? null : new long[bounds.Length + 1];
    double _value;
    long _count;

    /// <summary>As on the page, including the braces.</summary>
    public string Labels => labels;

    public double[]? Bounds => bounds;

    public void Add(double value)
    {
        lock (_lock)
            _value += value;
    }

    public void Set(double value)
    {
        lock (_lock)
            _value = value;
    }

    public void Record(double value)
    {
        var index = Array.BinarySearch(bounds!, value);
        lock (_lock)
        {
            // A bucket holds what is less than or equal to its bound.
            _buckets![index < 0 ? ~index : index]++;
            _count++;
            _value += value;
        }
    }

    /// <summary>The sum or last value; for a histogram its buckets (not cumulated) and count of the same moment.</summary>
    public (double Value, long Count, long[]? Buckets) Read()
    {
        lock (_lock)
            return (_value, _count, (long[]?)_buckets?.Clone());
    }

    public static double[]? BoundsOf(Instrument instrument)
    {
        if (!instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal))
            return null;
        return Advised(instrument) ?? (instrument.Unit == "ms" ? MillisecondBounds : DefaultBounds);
    }

    static double[]? Advised(Instrument instrument) => instrument switch
    {
        Instrument<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Instrument<float> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Instrument<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Instrument<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => null,
    };
}
