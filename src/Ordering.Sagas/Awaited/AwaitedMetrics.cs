using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace FlashSale.Ordering.Sagas.Awaited;

/// <summary>
/// The metrics of overdue answers, under the meter FlashSale.Ordering.Awaited, from the instance whose turn it is. Counted here and reported when
/// asked: a counter exists, at zero, from the start.
/// </summary>
public sealed class AwaitedMetrics : IDisposable
{
    public const string MeterName = "FlashSale.Ordering.Awaited";

    readonly Meter _meter = new(MeterName);
    readonly ConcurrentDictionary<string, long> _resent = new(AwaitedAnswers.All.Select(answer => new KeyValuePair<string, long>(answer.Name, 0)), StringComparer.Ordinal);
    long _failed;
    long _stuck;

    public AwaitedMetrics()
    {
        _meter.CreateObservableCounter("flashsale.awaited.resent", () => _resent.Select(resent => new Measurement<long>(resent.Value, new KeyValuePair<string, object?>("answer", resent.Key))), "{message}", "Messages sent again because their answer was overdue, by answer.");
        _meter.CreateObservableCounter("flashsale.awaited.failed", () => Interlocked.Read(ref _failed), "{look}", "Looks for overdue answers that did not finish.");
        _meter.CreateObservableGauge("flashsale.awaited.stuck", () => Interlocked.Read(ref _stuck), "{answer}", "Answers that a person has to look after: a dead letter, or five resends without an answer.");
    }

    internal void Resent(string answer) => _resent.AddOrUpdate(answer, 1, (_, count) => count + 1);

    internal void Failed() => Interlocked.Increment(ref _failed);

    internal void Stuck(long answers) => Interlocked.Exchange(ref _stuck, answers);

    public void Dispose() => _meter.Dispose();
}
