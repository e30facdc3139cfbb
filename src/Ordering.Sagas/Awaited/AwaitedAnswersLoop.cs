using System.Collections.Frozen;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;

namespace FlashSale.Ordering.Sagas.Awaited;

/// <summary>
/// No order and no money waits for something that nobody will send: looks again and again for answers that are overdue, and asks for those whose
/// messages are lost; in one instance at a time.
/// </summary>
sealed class AwaitedAnswersLoop(
    AwaitedTurn turn, OverdueAnswers overdue, QueueMarkers markers, Resender resender, IBus bus, AwaitedOptions options, AwaitedMetrics metrics, TimeProvider clock, ILogger<AwaitedAnswersLoop> log)
    : BackgroundService
{
    static readonly TimeSpan TimeToEndTheTurn = TimeSpan.FromSeconds(2);

    readonly OverdueSuspects _suspects = new();
    DateTimeOffset _markerSentAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var healthy = true;
        using var timer = new PeriodicTimer(options.LookEvery, clock);
        // Not at once: the bus may not have started.
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await turn.TryTakeAsync(stoppingToken) is { } now)
                    await LookAsync(now, stoppingToken);
                else
                    _suspects.Forget();
                healthy = true;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                metrics.Failed();
                // A server that is away is logged once.
                if (healthy || !InfrastructureFault.Is(exception))
                    log.LogError(exception, "Looking for overdue answers failed");
                healthy = false;
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeToEndTheTurn);
        try
        {
            await turn.EndAsync(limit.Token);
        }
        catch (Exception exception)
        {
            // Most likely PostgreSQL is away. The others of this process stop in order all the same.
            log.LogWarning("The turn to look for overdue answers could not be given back, and ends by itself within {Turn}: {Message}", options.Turn, exception.Message);
        }
    }

    async Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Whoever asks for it knows that it may still be on its way, or become a dead letter again.
        if (await overdue.FindAskedForAsync(cancellationToken) is { Count: > 0 } askedFor)
            await resender.ResendAsync(askedFor, FrozenSet<Guid>.Empty, cancellationToken);
        var returned = await markers.ReadAsync(cancellationToken);
        var lost = _suspects.Take(await overdue.FindAsync(cancellationToken), now, returned);
        if (lost.Count > 0)
            await resender.ResendAsync(lost, await overdue.WithDeadLettersAsync(lost, cancellationToken), cancellationToken);
        await resender.CloseAnsweredAsync(cancellationToken);
        await SendMarkerAsync(now, returned, cancellationToken);
    }

    async Task SendMarkerAsync(DateTimeOffset now, IReadOnlyDictionary<string, DateTimeOffset> returned, CancellationToken cancellationToken)
    {
        // One queue is enough: what is awaited through it must not wait for another one's consumer.
        var isBack = returned.Values.Any(sentAt => sentAt >= _markerSentAt);
        if (!isBack && now - _markerSentAt < options.MarkerLostAfter)
            return;
        // A publish that waits for a lost connection may not look at its token.
        await bus.Publish(new QueueMarker { SentAt = now }, context => context.TimeToLive = options.MarkerLifetime, cancellationToken).WaitAsync(options.SendTimeout, cancellationToken);
        _markerSentAt = now;
    }
}
