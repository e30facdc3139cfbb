using FlashSale.Contracts;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Faults.Braking;
using FlashSale.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>MassTransit on RabbitMQ with PostgreSQL behind it, the same for every host.</summary>
public static class BusDefaults
{
    /// <param name="builder">The host's builder, after AddServiceDefaults.</param>
    /// <param name="schema">The PostgreSQL schema that holds this host's messaging tables.</param>
    /// <param name="configure">Registers the host's consumers and sagas one by one, without assembly scanning.</param>
    public static WebApplicationBuilder AddBus(this WebApplicationBuilder builder, string schema, Action<IBusRegistrationConfigurator> configure)
    {
        var services = builder.Services;
        var quorum = Routing.QueuesAreQuorum(builder.Configuration);
        services.AddPostgresMessaging(schema, options =>
        {
            options.FaultOf = SendFaults.Of;
            CrashPoint.InDelivery(options);
        });
        services.AddSingleton(FaultTimings.From(builder.Configuration));
        services.AddMetricsAtStart<FaultMetrics>();
        services.AddSingleton<EndpointBrakes>().AddHostedService<ReportBrakedEndpoints>();
        services.AddSingleton<CrashLoopIsolation>();
        services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            // A message that is published before its queue is bound would be dropped.
            options.WaitUntilStarted = true;
            options.StopTimeout = TimeSpan.FromSeconds(30);
            options.ConsumerStopTimeout = TimeSpan.FromSeconds(20);
        });

        services.AddMassTransit(bus =>
        {
            // It would send data to MassTransit's server some minutes after the start.
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            bus.AddConfigureEndpointsCallback((context, _, endpoint) =>
            {
                if (endpoint is not IRabbitMqReceiveEndpointConfigurator queue)
                    return;
                if (quorum)
                    queue.MakeQuorum();
                var lostChannels = ActivatorUtilities.CreateInstance<LeaveLostChannels>(context);
                queue.ConfigureChannel(channel => channel.UseFilter(lostChannels));
                queue.ConnectReceiveEndpointObserver(lostChannels);
            });
            bus.AddPostgresMessageScheduler();
            configure(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                var service = $"flashsale-{context.GetRequiredService<ServiceIdentity>().Name}";
                rabbit.Host(context.GetRequiredService<ServerAddresses>().RabbitMq, service);
                rabbit.UseInstrumentation(serviceName: service);
                MandatoryByDefault.Use(rabbit);
                // Messages that leave through an outbox or a schedule are sent, not published, so their exchanges would not be
                // declared without this.
                rabbit.DeployPublishTopology = true;
                rabbit.AddPublishMessageTypes(typeof(OrderSubmitted).Assembly.ExportedTypes.Where(type => type.IsClass));
                // MassTransit indents by default, which adds a third to the size of every row and frame.
                rabbit.ConfigureJsonSerializerOptions(json =>
                {
                    json.WriteIndented = false;
                    return json;
                });
                rabbit.UsePostgresMessageScheduler(context);
                rabbit.ConfigureEndpoints(context);
            });
        });
        return builder;
    }
}
