using MassTransit;

namespace FlashSale.ServiceDefaults.Faults.Braking;

/// <summary>
/// While the endpoint is braked its messages stay here, unacknowledged, each until its turn: no redelivery is used up, nothing reaches _error, no
/// Fault is published. When the endpoint stops, or after <see cref="FaultTimings.LongestHold"/>, a message goes back to its queue.
/// </summary>
sealed class HoldWhileBraked(EndpointBrake brake, EndpointStopping stopping, TimeSpan longestHold, string queue, TimeProvider clock, FaultMetrics metrics)
    : IFilter<ConsumeContext>
{
    int _held;

    /// <summary>Whether messages wait here, or have waited and have not ended yet.</summary>
    public bool IsHolding => brake.IsHolding || Volatile.Read(ref _held) > 0;

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var since = clock.GetTimestamp();
        var held = false;
        try
        {
            for (var wasTried = false; ; wasTried = true)
            {
                using var turn = brake.TakeTurn(wasTried);
                if (turn is not null)
                {
                    if (!held)
                        BeginHolding();
                    held = true;
                    if (!await BeginsAsync(turn, longestHold - clock.GetElapsedTime(since), context.CancellationToken))
                        await context.RequeueAsync(brake.Cause);
                }

                try
                {
                    await next.Send(context);
                    return;
                }
                catch (BrakedException)
                {
                    // Its next turn comes after all others.
                }
            }
        }
        finally
        {
            if (held)
                EndHolding();
        }
    }

    /// <returns>False when the message has waited for too long, or its endpoint stops.</returns>
    async Task<bool> BeginsAsync(BrakeTurn turn, TimeSpan left, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return await Task.WhenAny(turn.Begins.WaitAsync(either.Token), stopping.Began) != stopping.Began && turn.Begins.IsCompleted;
    }

    void BeginHolding()
    {
        Interlocked.Increment(ref _held);
        metrics.Held(queue);
    }

    void EndHolding()
    {
        Interlocked.Decrement(ref _held);
        metrics.HeldNoLonger(queue);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("holdWhileBraked");
}
