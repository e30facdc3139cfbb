using System.Diagnostics;
using MassTransit;
using MassTransit.RetryPolicies;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// The outermost filter of an endpoint. A message that meets a fault of a server stays here, unacknowledged, and is tried
/// again with growing waits, each time in a new scope: no redelivery is used up, nothing reaches _error, no Fault is
/// published, and with all its prefetched messages here the endpoint stands still. When the endpoint stops, or after
/// <see cref="FaultTimings.LongestHold"/>, the message goes back to its queue.
/// </summary>
sealed class HoldOnInfrastructureFault(TimeSpan longestHold, string queue, FaultMetrics metrics, ILogger logger)
    : IFilter<ConsumeContext>, IReceiveEndpointObserver
{
    static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // Only its "handles everything" is used: Faults of an attempt are held back until it is known to be the last.
    static readonly IRetryPolicy HoldBackFaults = Retry.Immediate(1);

    readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _waiting;

    /// <summary>Whether messages wait here for a server.</summary>
    public bool IsHolding => Volatile.Read(ref _waiting) > 0;

    bool IsStopping => _stopping.Task.IsCompleted;

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
                catch (Exception exception) when (InfrastructureFault.Is(exception))
                {
                    if (!waiting)
                        BeginWaiting(exception);
                    waiting = true;
                    if (IsStopping || Stopwatch.GetElapsedTime(since) > longestHold)
                        await RequeueAsync(context, exception);
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
        catch (OperationCanceledException) when (IsStopping || context.CancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (!InfrastructureFault.Is(exception))
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
        if (await Task.WhenAny(delay, _stopping.Task) != delay || delay.IsCanceled)
            await RequeueAsync(context, fault);
    }

    /// <summary>MassTransit handles a cancellation with a nack that requeues, and with nothing else.</summary>
    static async Task RequeueAsync(ConsumeContext context, Exception cause)
    {
        if (context.ReceiveContext.TryGetPayload(out CountedDelivery? counted))
            await counted.ForgetAsync();
        throw new OperationCanceledException("The message goes back to its queue.", cause, context.CancellationToken);
    }

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

    public Task Stopping(ReceiveEndpointStopping stopping)
    {
        _stopping.TrySetResult();
        return Task.CompletedTask;
    }

    public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;

    public void Probe(ProbeContext context) => context.CreateFilterScope("waitWhileServersAreAway");
}
