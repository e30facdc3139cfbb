using FlashSale.Ordering.Sagas.Awaited;
using FlashSale.Ordering.Sagas.Refunds;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.ServiceDefaults.Payments;
using FlashSale.ServiceDefaults.Startup;
using FlashSale.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FlashSale.Ordering.Sagas;

/// <summary>What this host does: the order saga, and refunds.</summary>
public static class OrderingSagas
{
    public static WebApplicationBuilder AddOrderingSagas(this WebApplicationBuilder builder)
    {
        builder.Services.AddDbContext<OrderingDbContext>((services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()), optionsLifetime: ServiceLifetime.Singleton);
        builder.AddRefunds();
        builder.Services.AddAwaitedAnswers(builder.Configuration);
        return builder.AddBus("ordering", bus => bus.AddOrderingSagas());
    }

    /// <summary>Registers the saga and RefundConsumer, on OrderingDbContext.</summary>
    public static void AddOrderingSagas(this IBusRegistrationConfigurator bus)
    {
        bus.AddEntityFrameworkOutbox<OrderingDbContext>(outbox => outbox.UsePostgres());
        bus.AddSagaStateMachine<OrderStateMachine, OrderState, OrderStateDefinition>().EntityFrameworkRepository(repository =>
        {
            repository.ExistingDbContext<OrderingDbContext>();
            repository.UsePostgres();
        });
        bus.AddConsumer<RefundConsumer, RefundConsumerDefinition>();
    }

    static void AddRefunds(this WebApplicationBuilder builder)
    {
        builder.Services.AddPaymentProvider(builder.Configuration)
            .AddSingleton(RefundOptions.From(builder.Configuration)).AddMetricsAtStart<RefundMetrics>().AddSingleton<RefundRecord>()
            .AddIdleTransaction(new("A refund", LongestRefund(builder.Configuration), "FLASHSALE_PAYMENT_PROVIDER_SECONDS"));
    }

    /// <summary>It looks up and asks, and before each of them a statement beside its transaction may wait for a lock.</summary>
    static TimeSpan LongestRefund(ConfigurationManager configuration)
    {
        var statement = new NpgsqlConnectionStringBuilder(ServerAddresses.From(configuration).Postgres).CommandTimeout;
        return 2 * (PaymentProviderRegistration.TimeoutFrom(configuration) + TimeSpan.FromSeconds(statement));
    }
}
