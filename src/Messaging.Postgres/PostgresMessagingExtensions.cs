using System.Runtime.CompilerServices;
using MassTransit.PostgresIntegration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MassTransit;

public static class PostgresMessagingExtensions
{
    /// <summary>
    /// Registers the messaging tables of the schema and the loops that work on them: outbox sweep, scheduler, inbox
    /// clean-up. The NpgsqlDataSource comes from the container.
    /// </summary>
    public static IServiceCollection AddPostgresMessaging(this IServiceCollection services, string schema, Action<PostgresMessagingOptions>? configure = null)
    {
        var options = new PostgresMessagingOptions { Schema = schema };
        configure?.Invoke(options);
        if (options.DeliveryTimeout >= options.Lease)
            throw new ConfigurationException($"{nameof(options.DeliveryTimeout)} must be shorter than {nameof(options.Lease)}: a send must have ended before another process may take the row.");

        // The counters exist, at zero, before the first message.
        RuntimeHelpers.RunClassConstructor(typeof(MessagingMetrics).TypeHandle);
        services.TryAddSingleton(options);
        services.TryAddSingleton(new MessagingSql(schema));
        services.TryAddSingleton<InboxTable>();
        services.TryAddSingleton<OutboxTable>();
        services.TryAddSingleton<ScheduleTable>();
        services.TryAddSingleton<StagedBatchWriter>();
        services.TryAddSingleton<MessageSender>();
        services.TryAddSingleton<OutboxDelivery>();
        services.TryAddSingleton<ConfirmedRows>();
        services.TryAddSingleton<CrashLoopCounter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LeasesGivenBack>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ConfirmedRows>(provider => provider.GetRequiredService<ConfirmedRows>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutboxSweep>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ScheduleLoop>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InboxCleanup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RefusedMessages>());
        return services;
    }
}
