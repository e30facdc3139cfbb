using System.Diagnostics;
using FlashSale.ServiceDefaults.Faults.Braking;
using MassTransit;
using MassTransit.RetryPolicies;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// A message that meets a fault of a server stays here, unacknowledged, and is tried again with growing waits, each time in a
/// new scope: no redelivery is used up, nothing reaches _error, no Fault is published, and with all its prefetched messages
/// here the endpoint stands still. When the endpoint stops, or after <see cref="FaultTimings.LongestHold"/>, the message goes
/// back to its queue.
/// </summary>
sealed class HoldOnInfrastructureFault(EndpointStopping stopping, TimeSpan longestHold, string queue, FaultMetrics metrics, ILogger logger)
    : IFilter<ConsumeContext>
{
    static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // Only its "handles everything" is used: Faults of an attempt are held back until it is known to be the last.
    static readonly IRetryPolicy HoldBackFaults = Retry.Immediate(1);

    int _waiting;

    /// <summary>Whether messages wait here for a server.</summary>
    public bool IsHolding => Volatile.Read(ref _waiting) > 0;

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var since = Stopwatch.GetTimestamp();
        var wait = FirstWait;
        var waiting = false;
        try
        {
            while (true)
            {
                try
                {
                    await AttemptAsync(context, next);
                    return;
                }
                catch (Exception exception) when (Holds(exception))
                {
                    if (!waiting)
                        BeginWaiting(exception);
                    waiting = true;
                    if (stopping.HasBegun || Stopwatch.GetElapsedTime(since) > longestHold)
                        await context.RequeueAsync(exception);
                    await WaitAsync(context, wait, exception);
                }

                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
        finally
        {
            if (waiting)
                EndWaiting(Stopwatch.GetElapsedTime(since));
        }
    }

    async Task AttemptAsync(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var attempt = new RetryConsumeContext(context, HoldBackFaults, null);
        try
        {
            await next.Send(attempt);
        }
        catch (OperationCanceledException) when (stopping.HasBegun || context.CancellationToken.IsCancellationRequested)
        {
            throw;
        }
        // A message that the brake holds is tried again, too: its Faults are not published.
        catch (Exception exception) when (!Holds(exception) && exception is not BrakedException)
        {
            await attempt.NotifyPendingFaults();
            if (exception.GetBaseException() is OperationCanceledException)
                throw new UnexpectedCancellationException(exception);
            throw;
        }
    }

    /// <summary>Up to a quarter more or less, so that messages that failed together are not retried together.</summary>
    async Task WaitAsync(ConsumeContext context, TimeSpan wait, Exception fault)
    {
        var delay = Task.Delay(wait * (0.75 + Random.Shared.NextDouble() / 2), context.CancellationToken);
        if (await Task.WhenAny(delay, stopping.Began) != delay || delay.IsCanceled)
            await context.RequeueAsync(fault);
    }

    /// <summary>Also when the policy cannot write what it needs itself: MassTransit would give the message up.</summary>
    static bool Holds(Exception exception) =>
        InfrastructureFault.Is(exception) || exception is DeliveryNotCountedException || CommonCause.PreventsRedelivery(exception);

    void BeginWaiting(Exception exception)
    {
        metrics.ServerFault(queue);
        if (Interlocked.Increment(ref _waiting) == 1)
            logger.LogWarning("{Queue} waits for a server: {Fault}: {Message}", queue, exception.GetType().Name, exception.Message);
    }

    void EndWaiting(TimeSpan waited)
    {
        metrics.ServerFaultEnded(queue);
        if (Interlocked.Decrement(ref _waiting) == 0)
            logger.LogInformation("{Queue} no longer waits; the last message waited {Seconds:0.0} s", queue, waited.TotalSeconds);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("waitWhileServersAreAway");
}
