using System.Diagnostics;

namespace FlashSale.Admission;

/// <summary>
/// Redis's clock, seen from here: an offset to the process's monotonic clock, learned from replies that carry Redis's time.
/// A reply sent between two local moments bounds the offset from both sides; the estimate stays within the bounds of the
/// latest reply and otherwise only grows towards the truth from below. So a deadline is never later than intended, and a
/// step of either clock is corrected by the next reply.
/// </summary>
sealed class RedisClock
{
    const long Unknown = long.MinValue;

    long _offset = Unknown;

    public bool IsKnown => Interlocked.Read(ref _offset) != Unknown;

    public void Forget() => Interlocked.Exchange(ref _offset, Unknown);

    /// <param name="redisMilliseconds">Redis's clock when it ran the command.</param>
    /// <param name="sent">Local timestamp before the call, <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <param name="received">Local timestamp after the reply.</param>
    public void Learn(long redisMilliseconds, long sent, long received)
    {
        var lowest = redisMilliseconds - Milliseconds(received);
        // Redis truncates its time to whole milliseconds.
        var highest = redisMilliseconds + 1 - Milliseconds(sent);
        while (true)
        {
            var known = Interlocked.Read(ref _offset);
            var better = known == Unknown ? lowest : Math.Clamp(known, lowest, highest);
            if (better == known || Interlocked.CompareExchange(ref _offset, better, known) == known)
                return;
        }
    }

    /// <summary>The Redis time, in ms, that is reached at the latest when <paramref name="wait"/> after a local moment is over.</summary>
    public long Deadline(long from, TimeSpan wait) => Interlocked.Read(ref _offset) + Milliseconds(from) + (long)wait.TotalMilliseconds;

    static long Milliseconds(long timestamp) => (long)(timestamp / (Stopwatch.Frequency / 1000.0));
}
