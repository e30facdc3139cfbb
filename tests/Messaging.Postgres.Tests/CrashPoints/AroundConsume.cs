namespace MassTransit.Tests.CrashPoints;

/// <summary>Around everything that is done for a delivery, retries and redelivery included: stands still before it, or when only the ack is missing.</summary>
sealed class AroundConsume(Moment? before, Moment? after) : IFilter<ConsumeContext>
{
    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        if (before is not null)
            await before.Hold();
        await next.Send(context);
        if (after is not null)
            await after.Hold();
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("moment");
}
