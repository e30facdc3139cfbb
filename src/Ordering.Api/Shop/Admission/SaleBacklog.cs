namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>What one look found of a sale whose orders wait.</summary>
/// <param name="wait">Time until an order admitted now is decided.</param>
/// <param name="retryAfter">For the Retry-After header of a refused order.</param>
/// <param name="isClosed">The wait has been above its limit for a while.</param>
public sealed class SaleBacklog(TimeSpan wait, TimeSpan retryAfter, bool isClosed)
{
    int _probed;

    public TimeSpan Wait => wait;

    public TimeSpan RetryAfter => retryAfter;

    public bool IsClosed => isClosed;

    /// <summary>
    /// Whether a new order is refused. The first after each look is admitted all the same: the look after it sees when it is decided, and that
    /// opens the sale.
    /// </summary>
    public bool Refuses() => isClosed && (Volatile.Read(ref _probed) != 0 || Interlocked.Exchange(ref _probed, 1) != 0);
}
