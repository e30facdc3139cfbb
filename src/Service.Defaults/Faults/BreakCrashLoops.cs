using FlashSale.ServiceDefaults.Faults.Braking;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// Counts, in PostgreSQL and before the message is processed, each delivery that the broker flags as redelivered. After
/// <see cref="Limit"/> of these that did not end, the next goes to _error without a further attempt. From <see cref="Suspicious"/> on the message
/// is a suspect and is processed alone: a neighbour that waits for it in its process is not counted, and ends when the suspect has.
/// </summary>
sealed class BreakCrashLoops(CrashLoopCounter counter, CrashLoopIsolation isolation, string queue, FaultMetrics metrics, ILogger logger)
    : IFilter<ConsumeContext>
{
    public const int Limit = 20;

    /// <summary>
    /// A message has then been in hand at the deaths of three processes, the first of which is not counted. Fewer would make suspects of all
    /// that a process has in hand, some hundreds, when it is killed while it works on what another one left.
    /// </summary>
    public const int Suspicious = 2;

    /// <summary>
    /// A suspect waits for this long, times the deliveries that did not end, before it asks for its turn: those that were less often there go first,
    /// and what comes with the killer ends before it strikes.
    /// </summary>
    static readonly TimeSpan Deference = TimeSpan.FromMilliseconds(50);

    int _redelivered;

    /// <summary>Whether a message is in hand that was delivered before: it may end the process, and be in the queue again.</summary>
    public bool HasRedelivered => Volatile.Read(ref _redelivered) > 0;

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        if (context.ReceiveContext.Redelivered && context.MessageId is { } messageId)
            await SendRedeliveredAsync(context, messageId, next);
        else
            await SendTogetherAsync(context, () => next.Send(context));
    }

    async Task SendRedeliveredAsync(ConsumeContext context, Guid messageId, IPipe<ConsumeContext> next)
    {
        Interlocked.Increment(ref _redelivered);
        try
        {
            // Asked once a delivery, not at each of its retries.
            var before = context.ReceiveContext.TryGetPayload(out CountedDelivery? counted)
                ? counted.Before
                : await CountedAsync(counter.ReadAsync(messageId, queue, context.CancellationToken));
            if (before < Suspicious)
                await SendTogetherAsync(context, () => CountAndSendAsync(context, messageId, counted, before, next));
            else
                await SendAloneAsync(context, messageId, before, () => CountAndSendAsync(context, messageId, counted, before, next));
        }
        finally
        {
            Interlocked.Decrement(ref _redelivered);
        }
    }

    async Task SendTogetherAsync(ConsumeContext context, Func<Task> send)
    {
        await isolation.EnterAsync(context.CancellationToken);
        try
        {
            await send();
        }
        finally
        {
            isolation.Leave();
        }
    }

    async Task SendAloneAsync(ConsumeContext context, Guid messageId, int before, Func<Task> send)
    {
        await Task.Delay(before * Deference, context.CancellationToken);
        await isolation.EnterAloneAsync(context.CancellationToken);
        try
        {
            logger.LogWarning("{Queue}: message {MessageId} is processed alone; {Deliveries} deliveries of it began and did not end", queue, messageId, before);
            await send();
        }
        finally
        {
            isolation.LeaveAlone();
        }
    }

    async Task CountAndSendAsync(ConsumeContext context, Guid messageId, CountedDelivery? counted, int before, IPipe<ConsumeContext> next)
    {
        if (counted is null)
        {
            var deliveries = await CountedAsync(counter.CountAsync(messageId, queue, context.CancellationToken));
            counted = context.ReceiveContext.GetOrAddPayload(() => new CountedDelivery(counter, messageId, queue, before, logger));
            if (deliveries > Limit)
            {
                metrics.CrashLoop(queue);
                await counted.ForgetAsync();
                throw new CrashLoopException(deliveries);
            }
        }

        try
        {
            await next.Send(context);
        }
        // What is held has not ended.
        catch (Exception exception) when (!InfrastructureFault.Is(exception) && exception is not BrakedException)
        {
            await counted.ForgetAsync();
            throw;
        }

        await counted.ForgetAsync();
    }

    static async Task<int> CountedAsync(Task<int> count)
    {
        try
        {
            return await count;
        }
        catch (Exception exception) when (CommonCause.Is(exception))
        {
            throw new DeliveryNotCountedException(exception);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("breakCrashLoops");
}
