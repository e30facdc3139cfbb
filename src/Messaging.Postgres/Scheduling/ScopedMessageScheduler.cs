using MassTransit.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;

namespace MassTransit.PostgresIntegration;

/// <summary>Chooses the IMessageScheduler of a scope: the consumed message's, the bus outbox's, or the table itself.</summary>
static class ScopedMessageScheduler
{
    public static IMessageScheduler For(IServiceProvider scope)
    {
        var consuming = scope.GetRequiredService<IScopedConsumeContextProvider>();
        if (consuming.HasContext && consuming.GetContext().TryGetPayload<MessageSchedulerContext>(out var scheduler))
            return scheduler;

        var bus = scope.GetRequiredService<IBus>();
        IScheduleWriter schedule = scope.GetService<BusOutbox>() is { } outbox ? outbox.Staged : scope.GetRequiredService<ScheduleTable>();
        return new Scheduling.MessageScheduler(new PostgresScheduleMessageProvider(bus, schedule), bus.Topology);
    }
}
