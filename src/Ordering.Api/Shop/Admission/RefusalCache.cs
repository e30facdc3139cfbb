using System.Collections.Concurrent;
using FlashSale.Admission;
using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Shop.Sales;

namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>
/// What this instance knows about sales that refuse buyers, so that a crowd is answered without a call to Redis. A sighting is
/// trusted for a short time only, and renewed by one look at a time while buyers ask: a unit released anywhere, or a sale changed
/// through another instance, is seen within <see cref="Lifetime"/>. A change through this instance is seen at once, because
/// a sighting of an older version than the catalog's is not trusted.
/// </summary>
/// <remarks>One object of about 200 bytes per sale; only known sales are looked at.</remarks>
public sealed class RefusalCache(SaleStore store, TimeProvider clock, AdmissionMetrics metrics, ILogger<RefusalCache> log)
{
    /// <summary>Older than this, a sighting still refuses, and the refused request triggers its renewal.</summary>
    public static readonly TimeSpan RenewedAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>Older than this, it refuses no request: Redis is asked.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(750);

    readonly ConcurrentDictionary<string, Seen> _sales = new(StringComparer.Ordinal);

    /// <returns>Why a request for so many units is refused; null when Redis must be asked.</returns>
    public AdmissionOutcome? Refuses(Sale sale, int quantity)
    {
        if (!_sales.TryGetValue(sale.ProductId, out var seen) || seen.Sighting is not { } sighting)
            return null;
        var now = clock.GetTimestamp();
        var age = clock.GetElapsedTime(sighting.Asked, now);
        if (age > Lifetime || sighting.Epoch != sale.Epoch || sighting.Version < sale.Version || sighting.Refuses(quantity, now) is not { } outcome)
            return null;
        if (age > RenewedAfter)
            Look(sale);
        return outcome;
    }

    /// <summary>Redis refused for one of the reasons that hold for all buyers: later requests need not ask it.</summary>
    public void Look(Sale sale)
    {
        var seen = _sales.GetOrAdd(sale.ProductId, _ => new());
        if (seen.TryBegin())
            _ = LookAsync(sale.ProductId, seen);
    }

    async Task LookAsync(string productId, Seen seen)
    {
        try
        {
            seen.Sighting = await store.ReadAvailabilityAsync(productId, CancellationToken.None);
            metrics.Looked(answered: true);
        }
        catch (RedisUnavailableException)
        {
            // The sighting expires, and then the requests themselves ask Redis.
            metrics.Looked(answered: false);
        }
        catch (Exception exception)
        {
            log.LogError(exception, "The look at sale {ProductId} failed", productId);
        }
        finally
        {
            seen.End();
        }
    }

    /// <summary>The last sighting of a sale, and whether a look is under way.</summary>
    sealed class Seen
    {
        volatile SaleAvailability? _sighting;
        int _looking;

        public SaleAvailability? Sighting
        {
            get => _sighting;
            set => _sighting = value;
        }

        public bool TryBegin() => Interlocked.CompareExchange(ref _looking, 1, 0) == 0;

        public void End() => Volatile.Write(ref _looking, 0);
    }
}
