using FlashSale.Ordering.Sagas.Awaited;
using FlashSale.Ordering.Sagas.Refunds;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FlashSale.Ordering.Sagas;

/// <summary>What this host does: the order saga, and refunds.</summary>
public static class OrderingSagas
{
    /// <summary>How long the provider may take to reply, unless FLASHSALE_PAYMENT_PROVIDER_SECONDS is set; after that the outcome is unknown.</summary>
    const double ProviderSeconds = 10;

    public static WebApplicationBuilder AddOrderingSagas(this WebApplicationBuilder builder)
    {
        builder.Services.AddDbContext<OrderingDbContext>((services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()), optionsLifetime: ServiceLifetime.Singleton);
        builder.AddPaymentProvider();
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

    static void AddPaymentProvider(this WebApplicationBuilder builder)
    {
        if (!Uri.TryCreate(builder.Configuration["FLASHSALE_PAYMENT_PROVIDER"], UriKind.Absolute, out var provider))
            throw new InvalidOperationException("FLASHSALE_PAYMENT_PROVIDER is not set to a URI: the payment provider that refunds payments.");

        builder.Services.AddHttpClient<IPaymentProvider, HttpPaymentProvider>(http =>
        {
            // A base without the closing slash would lose its last segment.
            http.BaseAddress = new Uri(provider.AbsoluteUri.TrimEnd('/') + "/");
            http.Timeout = TimeSpan.FromSeconds(builder.Configuration.GetValue("FLASHSALE_PAYMENT_PROVIDER_SECONDS", ProviderSeconds));
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            // A redirected POST would arrive as a GET, and its 200 would be mistaken for a refund.
            AllowAutoRedirect = false,
        });
    }
}
