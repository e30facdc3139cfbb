using FlashSale.ServiceDefaults.Faults.Braking;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// Counts, in PostgreSQL and before the message is processed, each delivery that the broker flags as redelivered. After
/// <see cref="Limit"/> of these that did not end, the next goes to _error without a further attempt. From half of that on a message is a
/// suspect, and suspects are processed one at a time: the neighbour that died with the killer each time is not counted while it waits, and ends.
/// </summary>
sealed class BreakCrashLoops(CrashLoopCounter counter, string queue, FaultMetrics metrics, ILogger logger)
    : IFilter<ConsumeContext>, IDisposable
{
    public const int Limit = 20;
    const int Suspicious = Limit / 2;

    readonly SemaphoreSlim _oneSuspect = new(1);

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        if (!context.ReceiveContext.Redelivered || context.MessageId is not { } messageId)
        {
            await next.Send(context);
            return;
        }

        // Asked once a delivery, not at each of its retries.
        var isSuspect = context.ReceiveContext.TryGetPayload(out CountedDelivery? counted)
            ? counted.IsSuspect
            : await CountedAsync(counter.ReadAsync(messageId, queue, context.CancellationToken)) >= Suspicious;
        if (!isSuspect)
        {
            await CountAndSendAsync(context, messageId, counted, isSuspect, next);
            return;
        }

        await _oneSuspect.WaitAsync(context.CancellationToken);
        try
        {
            await CountAndSendAsync(context, messageId, counted, isSuspect, next);
        }
        finally
        {
            _oneSuspect.Release();
        }
    }

    async Task CountAndSendAsync(ConsumeContext context, Guid messageId, CountedDelivery? counted, bool isSuspect, IPipe<ConsumeContext> next)
    {
        if (counted is null)
        {
            var deliveries = await CountedAsync(counter.CountAsync(messageId, queue, context.CancellationToken));
            counted = context.ReceiveContext.GetOrAddPayload(() => new CountedDelivery(counter, messageId, queue, isSuspect, logger));
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

    public void Dispose() => _oneSuspect.Dispose();

    public void Probe(ProbeContext context) => context.CreateFilterScope("breakCrashLoops");
}
