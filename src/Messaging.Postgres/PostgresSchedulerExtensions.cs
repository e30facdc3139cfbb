namespace MassTransit;

public static class PostgresSchedulerExtensions
{
    /// <summary>Registers IMessageScheduler over the table scheduled_message.</summary>
    public static void AddPostgresMessageScheduler(this IBusRegistrationConfigurator configurator)
    {
    }

    /// <summary>Gives Schedule and Unschedule of sagas, scheduled redelivery and context.ScheduleSend their scheduler.</summary>
    public static void UsePostgresMessageScheduler(this IBusFactoryConfigurator configurator, IRegistrationContext context)
    {
    }
}
