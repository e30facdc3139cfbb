using System.Text;
using FlashSale.Admission.Sales;
using Microsoft.Extensions.Caching.Memory;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>
/// The sales as this instance read them last, in front of Redis: 10 MB of them, the longest unread evicted. Only sales of the
/// <see cref="SaleCatalog"/> come here: it lists them all, so that a product that is not in it is known not to exist, whatever
/// the crowd invents, and takes no memory.
/// </summary>
public sealed class SaleReads : IDisposable
{
    /// <summary>Bytes of all that is kept.</summary>
    public const int SizeLimit = 10 * 1024 * 1024;

    /// <summary>Bytes that a sale takes beside its texts: objects, their locks, the cache's entry. 990 measured.</summary>
    const int Overhead = 1024;

    readonly MemoryCache _sales;
    readonly Lock _adding = new();
    readonly SaleStore _store;
    readonly TimeProvider _clock;
    readonly SaleReadMetrics _metrics;
    readonly ILogger<SaleReads> _log;

    public SaleReads(SaleStore store, TimeProvider clock, SaleReadMetrics metrics, ILogger<SaleReads> log, int sizeLimit = SizeLimit)
    {
        (_store, _clock, _metrics, _log) = (store, clock, metrics, log);
        _sales = new(new MemoryCacheOptions { SizeLimit = sizeLimit, CompactionPercentage = 0.1, TrackStatistics = true });
        metrics.Keeps(() => Size);
    }

    /// <summary>Bytes of all that is kept now.</summary>
    public long Size => _sales.GetCurrentStatistics()!.CurrentEstimatedSize!.Value;

    /// <summary>The sale's answer with its age: zero while fresh.</summary>
    /// <returns>Null when Redis does not reply and the last answer is too old.</returns>
    public ValueTask<(SaleAnswer Answer, TimeSpan Age)?> FindAsync(Sale sale)
    {
        var cached = Of(sale);
        if (cached.Fresh() is not { } answer)
            return new(cached.GetAsync());
        _metrics.Hit();
        return new((answer, TimeSpan.Zero));
    }

    /// <summary>The sale was changed: what is known about it is discarded, with the result of a look that is under way.</summary>
    public void Forget(string productId) => _sales.Remove(productId);

    /// <summary>Reads the sales that buyers may ask for, so that the first of them need not wait.</summary>
    public Task WarmAsync(IEnumerable<Sale> sales) =>
        Task.WhenAll(sales.Where(sale => sale.EndsAt > _clock.GetUtcNow()).Select(sale => Of(sale).GetAsync()));

    public void Dispose() => _sales.Dispose();

    CachedSale Of(Sale sale)
    {
        if (TryGet(sale, out var cached))
            return cached;
        // One for all; else each reader of a crowd would ask Redis.
        lock (_adding)
        {
            if (TryGet(sale, out cached))
                return cached;
            cached = new(sale, _store, _clock, _metrics, _log);
            // A full cache does not accept it, and makes room for the next.
            _sales.Set(sale.ProductId, cached, new MemoryCacheEntryOptions { Size = SizeOf(sale) }.RegisterPostEvictionCallback(Count, _metrics));
            return cached;
        }
    }

    bool TryGet(Sale sale, out CachedSale cached) => _sales.TryGetValue(sale.ProductId, out cached!) && cached.IsOf(sale);

    /// <summary>The texts are kept as part of the answer; a character takes six bytes of JSON at most.</summary>
    static long SizeOf(Sale sale) => Overhead + 6L * sale.Name.Length + Encoding.UTF8.GetByteCount(sale.ProductId);

    static void Count(object key, object? value, EvictionReason reason, object? metrics)
    {
        if (reason is EvictionReason.Capacity)
            ((SaleReadMetrics)metrics!).Evicted();
    }
}
