using FlashSale.ServiceDefaults.Connections;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FlashSale.PipelineBench.Messaging;

/// <summary>A bus with Messaging.Postgres as the services configure it, and nothing else: no fault policy, no telemetry.</summary>
static class MessagingHost
{
    public const string SagaQueue = "bench-trades";
    public const string ConsumerQueue = "bench-checks";

    /// <summary>One that only sends.</summary>
    public static IHost BuildSender(IReadOnlyDictionary<string, string> settings) => Build(settings, _ => { }, (_, _) => { });

    /// <summary>One that consumes both queues; stopping it closes its connections.</summary>
    public static IHost BuildConsumers(IReadOnlyDictionary<string, string> settings, DeliveryCounter counter) => Build(
        settings,
        services =>
        {
            services.AddSingleton<IReceiveObserver>(counter);
            services.AddSingleton(_ => NpgsqlDataSource.Create(ServerAddresses.ToNpgsql(new Uri(settings["FLASHSALE_POSTGRES"]))));
            services.AddDbContext<TradeDbContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()), optionsLifetime: ServiceLifetime.Singleton);
            services.AddPostgresMessaging(TradeDbContext.Schema);
        },
        (context, bus) =>
        {
            bus.ReceiveEndpoint(SagaQueue, endpoint =>
            {
                endpoint.ConcurrentMessageLimit = 32;
                endpoint.UseMessageRetry(retry => retry.Immediate(1));
                endpoint.UseEntityFrameworkOutbox<TradeDbContext>(context);
                endpoint.ConfigureSaga<TradeState>(context);
            });
            bus.ReceiveEndpoint(ConsumerQueue, endpoint =>
            {
                endpoint.ConcurrentMessageLimit = 32;
                endpoint.UseMessageRetry(retry => retry.Immediate(1));
                endpoint.UseEntityFrameworkOutbox<TradeDbContext>(context);
                endpoint.ConfigureConsumer<CheckTradeConsumer>(context);
            });
        },
        bus =>
        {
            bus.AddEntityFrameworkOutbox<TradeDbContext>(outbox => outbox.UsePostgres());
            bus.AddConsumer<CheckTradeConsumer>();
            bus.AddSagaStateMachine<TradeStateMachine, TradeState>().EntityFrameworkRepository(repository =>
            {
                repository.ExistingDbContext<TradeDbContext>();
                repository.UsePostgres();
            });
        });

    static IHost Build(IReadOnlyDictionary<string, string> settings, Action<IServiceCollection> services,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator> endpoints, Action<IBusRegistrationConfigurator>? registrations = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        services(builder.Services);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            registrations?.Invoke(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(settings["FLASHSALE_RABBITMQ"]));
                rabbit.DeployPublishTopology = true;
                rabbit.ConfigureJsonSerializerOptions(json =>
                {
                    json.WriteIndented = false;
                    return json;
                });
                // Somebody gets what is sent on, as in real life, but reads it when nothing is measured.
                rabbit.Publish<TradeNoted>(noted => noted.BindQueue("bench-noted", "bench-noted"));
                endpoints(context, rabbit);
            });
        });
        return builder.Build();
    }
}
