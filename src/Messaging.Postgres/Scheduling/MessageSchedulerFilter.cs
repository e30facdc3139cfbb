using MassTransit.Context;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// Gives each consumed message its scheduler. The factory decides by the context it is given, which changes on the way in:
/// inside a unit of work the schedule commits with it, outside it is a transaction of its own.
/// </summary>
sealed class MessageSchedulerFilter(ScheduleTable table) : IFilter<ConsumeContext>
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        context.GetOrAddPayload<MessageSchedulerContext>(() => new ConsumeMessageSchedulerContext(context, CreateScheduler));
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("postgresMessageScheduler");

    Scheduling.MessageScheduler CreateScheduler(ConsumeContext context)
    {
        IScheduleWriter schedule = context.TryGetPayload<StagingContext>(out var unitOfWork) ? unitOfWork.Staged : table;
        return new(new PostgresScheduleMessageProvider(context, schedule), context.GetPayload<IBusTopology>());
    }
}
