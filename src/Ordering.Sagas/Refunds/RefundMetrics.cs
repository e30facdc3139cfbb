using System.Diagnostics.Metrics;

namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>Look-ups of refunds whose outcome was unknown, under the meter FlashSale.Ordering.Refunds. Reported when asked: each counter exists, at zero, from the start.</summary>
public sealed class RefundMetrics : IDisposable
{
    const string MeterName = "FlashSale.Ordering.Refunds";

    readonly Meter _meter = new(MeterName);
    long _found;
    long _missing;

    public RefundMetrics()
    {
        _meter.CreateObservableCounter("flashsale.refunds.found", () => Interlocked.Read(ref _found), "{refund}", "Refunds of unknown outcome that the provider turned out to have made.");
        _meter.CreateObservableCounter("flashsale.refunds.not_found", () => Interlocked.Read(ref _missing), "{look}", "Times that the provider knew no refund that it had been asked for.");
    }

    public void LookedUp(bool found)
    {
        if (found)
            Interlocked.Increment(ref _found);
        else
            Interlocked.Increment(ref _missing);
    }

    public void Dispose() => _meter.Dispose();
}
