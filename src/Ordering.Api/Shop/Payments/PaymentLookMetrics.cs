using System.Diagnostics.Metrics;

namespace FlashSale.Ordering.Api.Shop.Payments;

/// <summary>What looks at the provider's list found, under the meter FlashSale.Ordering.Payments. Reported when asked: each counter exists, at zero, from the start.</summary>
public sealed class PaymentLookMetrics : IDisposable
{
    const string MeterName = "FlashSale.Ordering.Payments";

    readonly Meter _meter = new(MeterName);
    long _missed;
    long _failed;

    public PaymentLookMetrics()
    {
        _meter.CreateObservableCounter("flashsale.payments.missed_callbacks", () => Interlocked.Read(ref _missed), "{payment}", "Captured payments whose callback never came, recorded from the provider's list.");
        _meter.CreateObservableCounter("flashsale.payments.failed_looks", () => Interlocked.Read(ref _failed), "{look}", "Looks at the provider's list of payments that did not finish.");
    }

    public long Missed => Interlocked.Read(ref _missed);

    public void FoundMissed() => Interlocked.Increment(ref _missed);

    public void Failed() => Interlocked.Increment(ref _failed);

    public void Dispose() => _meter.Dispose();
}
