using System.Collections.Concurrent;

namespace FlashSale.Ordering.Api.Shop.OrderEvents;

/// <summary>
/// Reads the changes of all orders that clients of this instance follow, with one statement four times a second, however many they are.
/// </summary>
public sealed class OrderWatcher(
    OrderEventStore store, OrderStreamMetrics metrics, ApiSettings settings, TimeProvider clock, IHostApplicationLifetime host, ILogger<OrderWatcher> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    readonly ConcurrentDictionary<OrderFollower, bool> _followers = new();

    /// <summary>Whether this instance has as many streams as it may. <see cref="TryOpen"/> decides; this is for refusing without looking up the order.</summary>
    public bool IsFull => metrics.Open >= settings.OrderStreams;

    /// <returns>False when there are too many.</returns>
    public bool TryOpen(OrderFollower follower)
    {
        if (metrics.Opened() > settings.OrderStreams)
        {
            metrics.Closed();
            return false;
        }

        _followers[follower] = true;
        // A stream that is opened while the service stops gets the status and ends; the client resumes elsewhere.
        if (host.ApplicationStopping.IsCancellationRequested)
            follower.End();
        return true;
    }

    public void Close(OrderFollower follower)
    {
        if (_followers.TryRemove(follower, out _))
            metrics.Closed();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Kestrel waits for its requests before it stops, and before this service is asked to.
        await using var end = host.ApplicationStopping.Register(EndAll);
        var healthy = true;
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
                healthy = true;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Logged once per outage. The streams stay open and no position has moved: what happens meanwhile is sent later.
                if (healthy)
                    log.LogError(exception, "The orders that clients follow cannot be read");
                healthy = false;
            }

            foreach (var follower in _followers.Keys)
                follower.Beat(Heartbeat);
        }
    }

    async Task LookAsync(CancellationToken stoppingToken)
    {
        // Several clients may follow one order; the lowest position counts.
        var followed = _followers.Keys.ToLookup(follower => follower.OrderId);
        if (followed.Count == 0)
            return;

        var start = clock.GetTimestamp();
        var positions = followed.ToDictionary(order => order.Key, order => order.Min(follower => follower.Position));
        foreach (var change in await store.FindChangesAsync(positions, OrderFollower.BufferLength, stoppingToken))
        {
            foreach (var follower in followed[change.OrderId])
                follower.Offer(change);
        }

        metrics.Looked(clock.GetElapsedTime(start));
    }

    void EndAll()
    {
        foreach (var follower in _followers.Keys)
            follower.End();
    }
}
