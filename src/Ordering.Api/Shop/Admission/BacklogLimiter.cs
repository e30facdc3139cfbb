using System.Collections.Frozen;

namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>
/// Knows how long a new order of each sale waits for the ledger's decision, and closes admission of a sale while that is too long. One sale does
/// not close another. A request reads what the last look found; each instance looks for itself, and a new instance begins with what waits in
/// the sale's stream.
/// </summary>
public sealed class BacklogLimiter(BacklogOptions options, TimeProvider clock)
{
    /// <summary>Only of the watcher.</summary>
    Dictionary<string, SaleQueue> _queues = new(StringComparer.Ordinal);

    DateTimeOffset _lastDecided;

    /// <summary>The sales whose orders wait: mostly none, when a request's question costs nothing.</summary>
    volatile FrozenDictionary<string, SaleBacklog> _waiting = FrozenDictionary<string, SaleBacklog>.Empty;

    /// <summary>The sales whose orders wait.</summary>
    public IReadOnlyDictionary<string, SaleBacklog> Waiting => _waiting;

    /// <summary>Time until an order of the sale that is admitted now is decided; zero when nothing is ahead of it.</summary>
    public TimeSpan WaitOf(string productId) => _waiting.TryGetValue(productId, out var sale) ? sale.Wait : TimeSpan.Zero;

    /// <summary>For the Retry-After header of a refused order.</summary>
    public TimeSpan RetryAfter(string productId) => _waiting.TryGetValue(productId, out var sale) ? sale.RetryAfter : TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether a new order of the sale is refused: its wait has been above the limit for a while. A few seconds of overload, when admission
    /// takes the processor from the pipeline, do not close it.
    /// </summary>
    public bool Refuses(string productId) => _waiting.TryGetValue(productId, out var sale) && sale.Refuses();

    /// <summary>The rest of the wait for an order that has been in the sale's queue since a given moment, as if the queue had been as long then as it is now.</summary>
    public int SecondsLeft(string productId, DateTimeOffset since) => Seconds(WaitOf(productId) - (clock.GetUtcNow() - since));

    public static int Seconds(TimeSpan wait) => wait > TimeSpan.Zero ? (int)Math.Ceiling(wait.TotalSeconds) : 0;

    /// <summary>Records a look at all sales. A sale that is not among them is forgotten. Not thread-safe.</summary>
    /// <param name="look">What it saw of each sale that Redis carries.</param>
    /// <param name="length">Time since the last look.</param>
    public void Observe(IReadOnlyDictionary<string, QueueSample> look, TimeSpan length)
    {
        foreach (var sample in look.Values)
            _lastDecided = sample.LastDecided > _lastDecided ? sample.LastDecided.Value : _lastDecided;

        var queues = new Dictionary<string, SaleQueue>(look.Count, StringComparer.Ordinal);
        var waiting = new Dictionary<string, SaleBacklog>(StringComparer.Ordinal);
        foreach (var (productId, sample) in look)
        {
            var queue = queues[productId] = _queues.GetValueOrDefault(productId) ?? new(options);
            if (queue.Observe(sample, _lastDecided, length) is { } backlog)
                waiting.Add(productId, backlog);
        }

        _queues = queues;
        _waiting = waiting.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
