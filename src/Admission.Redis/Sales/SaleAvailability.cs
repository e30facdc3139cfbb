using System.Diagnostics;
using FlashSale.Admission.Admit;

namespace FlashSale.Admission.Sales;

/// <summary>
/// What Redis reported about a sale at one moment, known to lie between two local timestamps. While this sighting is trusted, requests
/// that admit.lua would have refused at that moment are refused without asking Redis again.
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
    /// Checks in the same order as admit.lua. The sale is taken as not open only if Redis's clock has certainly not reached the start, and as
    /// closed only if it certainly has reached the end; in between, and for everything that depends on the buyer, Redis must be asked.
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
