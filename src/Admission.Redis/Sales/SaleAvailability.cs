using System.Diagnostics;
using FlashSale.Admission.Admit;

namespace FlashSale.Admission.Sales;

/// <summary>
/// What Redis reported about a sale at one moment, which lies between two local ones. While it is trusted it refuses, without
/// asking Redis again, what admit.lua would have refused then.
/// </summary>
/// <param name="RedisTime">Redis's clock at that moment, ms.</param>
/// <param name="StartsAt">Redis's clock, ms.</param>
/// <param name="EndsAt">Redis's clock, ms: the first moment at which the sale is closed.</param>
/// <param name="Available">Units for sale.</param>
/// <param name="Asked">Local timestamp before the call, <see cref="TimeProvider.GetTimestamp"/>: the sighting is not older than that.</param>
/// <param name="Answered">Local timestamp after the reply.</param>
public sealed record SaleAvailability(
    long RedisTime, long Epoch, long Version, long StartsAt, long EndsAt, bool Paused, int Available, long Asked, long Answered)
{
    /// <summary>
    /// In the order of admit.lua. Not open only when Redis's clock has certainly not reached the start, closed only when it certainly has reached the
    /// end; in between, and for all that depends on the buyer, Redis must be asked.
    /// </summary>
    /// <param name="now">Local timestamp.</param>
    /// <returns>Why the request is refused; null when Redis must be asked.</returns>
    public AdmissionOutcome? Refuses(int quantity, long now)
    {
        // Redis truncates its time to whole milliseconds.
        if (RedisTime + 1 + Milliseconds(now - Asked) < StartsAt)
            return AdmissionOutcome.SaleNotOpen;
        if (RedisTime + Milliseconds(now - Answered) >= EndsAt)
            return AdmissionOutcome.SaleClosed;
        if (Paused)
            return AdmissionOutcome.SalePaused;
        return Available < quantity ? AdmissionOutcome.SoldOut : null;
    }

    static long Milliseconds(long timestamps) => (long)(timestamps / (Stopwatch.Frequency / 1000.0));
}
