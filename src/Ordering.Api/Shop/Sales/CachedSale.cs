using FlashSale.Admission;
using FlashSale.Admission.Sales;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>
/// What this instance knows about one version of a sale. One reader asks Redis for all, before the answer expires, so that
/// nobody waits in a crowd; when Redis is slow or gone the last answer is used for a while.
/// </summary>
public sealed class CachedSale(Sale sale, SaleStore store, TimeProvider clock, SaleReadMetrics metrics, ILogger log)
{
    /// <summary>How long an answer is fresh at most. Each gets between half of that and all of it, so that instances and sales do not run in step.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(500);

    /// <summary>How old an answer may be while Redis does not reply. Long enough for a fail-over of Redis.</summary>
    public static readonly TimeSpan OldestServed = TimeSpan.FromSeconds(15);

    /// <summary>How long a reader with an old answer at hand waits for a new one.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(100);

    /// <summary>After a failed look, nobody waits for another one for this long.</summary>
    static readonly TimeSpan Distrust = TimeSpan.FromSeconds(2);

    /// <summary>The part of an answer's life after which a reader looks again without waiting.</summary>
    const double Ahead = 0.6;

    readonly Lock _oneLook = new();
    volatile Known? _known;
    volatile Task _look = Task.CompletedTask;
    Task _wait = Task.CompletedTask;
    long? _failedAt;
    TimeSpan _pause;

    public bool IsOf(Sale current) => current.Version == sale.Version && current.Epoch == sale.Epoch;

    /// <summary>An answer that is fresh, without waiting.</summary>
    /// <returns>Null when there is none.</returns>
    public SaleAnswer? Fresh()
    {
        if (_known is not { } known)
            return null;
        var age = clock.GetElapsedTime(known.At);
        if (age >= known.Lifetime)
            return null;
        if (age >= known.Lifetime * Ahead && _look.IsCompleted)
            _ = Look();
        return known.Answer;
    }

    /// <summary>The answer that a look into Redis gives, or an older one if that takes too long.</summary>
    /// <returns>The answer with its age in Redis; null when Redis does not reply and the last answer is too old.</returns>
    public async Task<(SaleAnswer Answer, TimeSpan Age)?> GetAsync()
    {
        await Look();
        if (_known is { } known && clock.GetElapsedTime(known.At) is var age && age < OldestServed)
        {
            if (age < known.Lifetime)
                metrics.Missed();
            else
                metrics.ServedStale();
            return (known.Answer, age);
        }

        metrics.HadNone();
        return null;
    }

    /// <summary>Begins a look unless one is under way, or the last one has just failed.</summary>
    /// <returns>What a reader waits for. It never throws.</returns>
    Task Look()
    {
        lock (_oneLook)
        {
            if (!_look.IsCompleted)
                return _wait;
            var sinceFailure = _failedAt is { } at ? clock.GetElapsedTime(at) : TimeSpan.MaxValue;
            if (sinceFailure < _pause)
                return Task.CompletedTask;

            _look = LookAsync();
            var hasAnswer = _known is { } known && clock.GetElapsedTime(known.At) < OldestServed;
            return _wait =
                sinceFailure < Distrust ? Task.CompletedTask
                : hasAnswer ? Task.WhenAny(_look, Task.Delay(Timeout, clock))
                : _look;
        }
    }

    async Task LookAsync()
    {
        metrics.Looked();
        // A look is as old as its request.
        var at = clock.GetTimestamp();
        try
        {
            var snapshot = await store.SnapshotAsync(sale.ProductId, CancellationToken.None);
            _known = new(new(sale, snapshot?.Epoch == sale.Epoch ? snapshot.Available : null), at, Jittered());
            lock (_oneLook)
                _failedAt = null;
        }
        catch (Exception exception)
        {
            // Whatever the fault is, the last answer is used until it is too old; then readers get none.
            metrics.Failed();
            bool first;
            lock (_oneLook)
                (first, _pause, _failedAt) = (_failedAt is null, Jittered(), clock.GetTimestamp());
            if (first)
                log.LogWarning("Sale {ProductId} cannot be read from Redis; its last answer stays in use: {Fault}", sale.ProductId, exception is RedisUnavailableException ? exception.Message : exception);
        }
    }

    static TimeSpan Jittered() => Lifetime * (0.5 + Random.Shared.NextDouble() / 2);

    /// <param name="Answer">Redis's reply.</param>
    /// <param name="At">When it was asked, <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <param name="Lifetime">How long the answer is fresh.</param>
    sealed record Known(SaleAnswer Answer, long At, TimeSpan Lifetime);
}
