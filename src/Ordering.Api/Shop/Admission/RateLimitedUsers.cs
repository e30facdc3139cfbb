using FlashSale.Admission.Admit;
using FlashSale.Ordering.Api.Shop.Sales;

namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>
/// Users whom Redis has refused for a while: until then they are refused without it. A fixed number of places, found by hash: a user who comes
/// later to a place takes it, and the one who lost it costs one more call to Redis. So neither the number of users nor the length of an
/// attack makes it grow.
/// </summary>
/// <remarks>128 KB of places, and at most 16,384 entries of up to 450 bytes (a user id has 128 characters at the most): 8 MB.</remarks>
public sealed class RateLimitedUsers(TimeProvider clock)
{
    /// <summary>A power of two.</summary>
    const int Places = 16_384;

    /// <summary>The longest wait that is kept: limits that were raised meanwhile take effect after this.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    readonly Entry?[] _places = new Entry?[Places];

    /// <summary>Redis refused the user because of the user's own limit.</summary>
    /// <param name="asked">Local timestamp before the call, <see cref="TimeProvider.GetTimestamp"/>: the wait is not counted from later.</param>
    public void Note(Sale sale, string userId, RateRefusal rate, long asked) =>
        Volatile.Write(ref _places[PlaceOf(sale.ProductId, userId)], new(sale.ProductId, sale.Version, userId, rate, asked));

    /// <returns>The limit with what is left of its wait; null when Redis must be asked.</returns>
    public RateRefusal? Refuses(Sale sale, string userId)
    {
        if (Volatile.Read(ref _places[PlaceOf(sale.ProductId, userId)]) is not { } entry
            || entry.Version != sale.Version || entry.UserId != userId || entry.ProductId != sale.ProductId)
            return null;
        var passed = clock.GetElapsedTime(entry.Asked);
        return passed < entry.Rate.Wait && passed < Lifetime ? entry.Rate with { Wait = entry.Rate.Wait - passed } : null;
    }

    static int PlaceOf(string productId, string userId) => HashCode.Combine(productId, userId) & (Places - 1);

    sealed record Entry(string ProductId, long Version, string UserId, RateRefusal Rate, long Asked);
}
