using MassTransit;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// Counts, in PostgreSQL and before the message is processed, each delivery that the broker flags as redelivered. One that
/// began more than <see cref="Limit"/> times without ending goes to _error without a further attempt.
/// </summary>
sealed class BreakCrashLoops(CrashLoopCounter counter, string queue, FaultMetrics metrics, ILogger logger)
    : IFilter<ConsumeContext>
{
    public const int Limit = 20;

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        if (!context.ReceiveContext.Redelivered || context.MessageId is not { } messageId)
        {
            await next.Send(context);
            return;
        }

        if (!context.ReceiveContext.TryGetPayload(out CountedDelivery? counted))
        {
            var deliveries = await counter.CountAsync(messageId, queue, context.CancellationToken);
            counted = context.ReceiveContext.GetOrAddPayload(() => new CountedDelivery(counter, messageId, queue, logger));
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
        catch (Exception exception) when (!InfrastructureFault.Is(exception))
        {
            await counted.ForgetAsync();
            throw;
        }

        await counted.ForgetAsync();
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("breakCrashLoops");
}
