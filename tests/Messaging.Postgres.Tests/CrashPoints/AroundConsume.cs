namespace MassTransit.Tests.CrashPoints;

/// <summary>Stands still before anything else is done for a delivery, or when all is done but the ack.</summary>
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
