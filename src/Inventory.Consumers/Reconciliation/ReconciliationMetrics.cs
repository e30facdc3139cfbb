using System.Diagnostics.Metrics;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>
/// The metrics of the comparison of the books, under the meter FlashSale.Inventory.Reconciliation, from the instance in charge.
/// Counted here and reported when asked: a counter exists, at zero, from the start.
/// </summary>
public sealed class ReconciliationMetrics : IDisposable
{
    public const string MeterName = "FlashSale.Inventory.Reconciliation";

    readonly Meter _meter = new(MeterName);
    long _walked;
    long _published;
    long _failed;
    IReadOnlyDictionary<FindingKind, (int Count, long Units)> _open = new Dictionary<FindingKind, (int, long)>();
    double _round;

    public ReconciliationMetrics()
    {
        _meter.CreateObservableCounter("flashsale.reconciliation.walked", () => Interlocked.Read(ref _walked), "{order}", "Orders whose books were compared one by one.");
        _meter.CreateObservableCounter("flashsale.reconciliation.published", () => Interlocked.Read(ref _published), "{order}", "Lost submissions that were published again.");
        _meter.CreateObservableCounter("flashsale.reconciliation.failed", () => Interlocked.Read(ref _failed), "{round}", "Rounds, or walks over a sale, that did not finish.");
        _meter.CreateObservableGauge("flashsale.reconciliation.findings", () => Measure(open => open.Count), "{finding}", "Confirmed findings that are open, by kind.");
        _meter.CreateObservableGauge("flashsale.reconciliation.drift", () => Measure(open => open.Units), "{unit}", "Units in open findings, by kind; never negative.");
        _meter.CreateObservableGauge("flashsale.reconciliation.round", () => Volatile.Read(ref _round), "s", "How long the last round took, walks included.");
    }

    internal void Open(IEnumerable<Finding> findings) => Volatile.Write(ref _open,
        findings.GroupBy(finding => finding.Kind).ToDictionary(kind => kind.Key, kind => (kind.Count(), kind.Sum(finding => (long)Math.Abs(finding.Units)))));

    internal void Round(TimeSpan took) => Volatile.Write(ref _round, took.TotalSeconds);

    internal void Walked(int orders) => Interlocked.Add(ref _walked, orders);

    internal void PublishedAgain() => Interlocked.Increment(ref _published);

    internal void Failed() => Interlocked.Increment(ref _failed);

    public void Dispose() => _meter.Dispose();

    IEnumerable<Measurement<long>> Measure(Func<(int Count, long Units), long> value) => Enum.GetValues<FindingKind>()
        .Select(kind => new Measurement<long>(value(Volatile.Read(ref _open).GetValueOrDefault(kind)), new KeyValuePair<string, object?>("kind", kind.Name())));
}
