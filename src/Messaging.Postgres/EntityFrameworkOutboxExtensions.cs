using MassTransit.Configuration;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using MassTransit.PostgresIntegration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MassTransit;

public static class EntityFrameworkOutboxExtensions
{
    /// <summary>
    /// Registers inbox and outbox over the DbContext, which the application registers with AddDbContext. The tables are
    /// those of AddPostgresMessaging's schema, in the DbContext's database.
    /// </summary>
    public static void AddEntityFrameworkOutbox<TDbContext>(this IBusRegistrationConfigurator configurator, Action<EntityFrameworkOutboxConfigurator>? configure = null)
        where TDbContext : DbContext
    {
        var outbox = new EntityFrameworkOutboxConfigurator();
        configure?.Invoke(outbox);
        configurator.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RetryInsideOutbox>());
        configurator.TryAddSingleton<TransactionSharing>();
        configurator.TryAddScoped<IOutboxContextFactory<TDbContext>, PostgresOutboxContextFactory<TDbContext>>();
        if (!outbox.BusOutbox)
            return;

        configurator.TryAddSingleton<BusOutboxDelivery>();
        configurator.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, BusOutboxDelivery>(provider => provider.GetRequiredService<BusOutboxDelivery>()));
        configurator.TryAddScoped<BusOutbox>();
        configurator.ConfigureDbContext<TDbContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<BusOutbox>()));
        configurator.ReplaceScoped<IScopedBusContextProvider<IBus>, PostgresScopedBusContextProvider<IBus>>();
    }

    /// <summary>
    /// Every consumer and saga configured on the endpoint after this call consumes in one transaction: inbox row, its own
    /// writes through the DbContext, and the messages it publishes. Retries belong on the endpoint: on a consumer or saga
    /// they would run inside the transaction.
    /// </summary>
    public static void UseEntityFrameworkOutbox<TDbContext>(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
        where TDbContext : DbContext
    {
        // Innermost: a failure because of another message, or for an unknown reason, is not a failure of this one yet.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<SharedTransactionFailedException>();
            retry.Immediate(SharedAttempts.MaxAttempts);
        });
        var observer = new OutboxConsumePipeSpecificationObserver<TDbContext>(endpoint, context);
        endpoint.ConnectConsumerConfigurationObserver(observer);
        endpoint.ConnectSagaConfigurationObserver(observer);
    }
}
