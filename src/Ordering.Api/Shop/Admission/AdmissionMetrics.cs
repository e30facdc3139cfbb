using System.Diagnostics.Metrics;
using FlashSale.Admission.Admit;

namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>What admission measures, under the meter FlashSale.Door: the name that dashboards know.</summary>
public sealed class AdmissionMetrics : IDisposable
{
    public const string MeterName = "FlashSale.Door";

    static readonly string[] Outcomes = Enum.GetNames<AdmissionOutcome>();

    // Counted here and read on request: one measurement per request would cost more than a refusal.
    readonly long[] _local = new long[Outcomes.Length];
    readonly long[] _asked = new long[Outcomes.Length];
    readonly Meter _meter = new(MeterName);
    readonly Counter<long> _looks;
    long _backlog;

    public AdmissionMetrics(BacklogLimiter backlog)
    {
        _meter.CreateObservableCounter("flashsale.door.answers", Answers, "{request}", "Orders answered, by outcome and by where they were decided: in Redis, or by this instance from what it knew.");
        _looks = _meter.CreateCounter<long>("flashsale.door.looks", "{look}", "Looks at a sale that refuses buyers, so that they need not ask Redis one by one.");
        _meter.CreateObservableCounter("flashsale.door.backlog_refusals", () => Interlocked.Read(ref _backlog), "{request}", "Orders refused because they would wait too long.");
        _meter.CreateObservableGauge("flashsale.door.estimated_wait", () => backlog.Waiting.Select(sale =>
            new Measurement<double>(sale.Value.Wait.TotalSeconds, new KeyValuePair<string, object?>("product", sale.Key))), "s", "Time until an order of the sale that is admitted now is decided by the ledger, of sales with orders that wait.");
        _meter.CreateObservableGauge("flashsale.door.closed_sales", () => backlog.Waiting.Values.Count(sale => sale.IsClosed), "{sale}", "Sales that refuse new orders because they would wait too long.");
    }

    public void RefusedForBacklog() => Interlocked.Increment(ref _backlog);

    public void AnsweredLocally(AdmissionOutcome outcome) => Interlocked.Increment(ref _local[(int)outcome]);

    public void AnsweredByRedis(AdmissionOutcome outcome) => Interlocked.Increment(ref _asked[(int)outcome]);

    public void Looked(bool answered) => _looks.Add(1, new KeyValuePair<string, object?>("answered", answered));

    public void Dispose() => _meter.Dispose();

    IEnumerable<Measurement<long>> Answers() => CountsOf(_local, "instance").Concat(CountsOf(_asked, "redis"));

    static IEnumerable<Measurement<long>> CountsOf(long[] counts, string decidedBy) => Enumerable.Range(0, counts.Length)
        .Where(outcome => Interlocked.Read(ref counts[outcome]) > 0)
        .Select(outcome => new Measurement<long>(Interlocked.Read(ref counts[outcome]), new("by", decidedBy), new("outcome", Outcomes[outcome])));
}
