using MassTransit.Configuration;
using MassTransit.PostgresIntegration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MassTransit;

public static class PostgresSchedulerExtensions
{
    /// <summary>
    /// Registers IMessageScheduler over the table scheduled_message. In a consumer with outbox it schedules in the
    /// consumer's transaction, with the bus outbox in that of the scope's DbContext, else in one of its own.
    /// </summary>
    public static void AddPostgresMessageScheduler(this IBusRegistrationConfigurator configurator) =>
        configurator.TryAddScoped(ScopedMessageScheduler.For);

    /// <summary>Provides the scheduler for Schedule and Unschedule of sagas, scheduled redelivery and context.ScheduleSend.</summary>
    public static void UsePostgresMessageScheduler(this IBusFactoryConfigurator configurator, IRegistrationContext context) =>
        configurator.AddPrePipeSpecification(new FilterPipeSpecification<ConsumeContext>(new MessageSchedulerFilter(context.GetRequiredService<ScheduleTable>())));
}
