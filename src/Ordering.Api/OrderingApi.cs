using FlashSale.Admission;
using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Operations;
using FlashSale.Ordering.Api.Sandbox;
using FlashSale.Ordering.Api.Shop;
using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.Ordering.Api.Shop.Payments;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.ServiceDefaults.OlderData;
using FlashSale.ServiceDefaults.Payments;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace FlashSale.Ordering.Api;

/// <summary>Composes the API from its wings (shop, operations, sandbox) and the stores that they share.</summary>
public static class OrderingApi
{
    public static WebApplicationBuilder AddOrderingApi(this WebApplicationBuilder builder)
    {
        EmailAddress.RequireIcu();
        var settings = ApiSettings.From(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(settings);
        builder.Services.AddAdmission(provider => provider.GetRequiredService<ServerAddresses>().Redis).AddOlderDataWatch();
        builder.Services.AddDbContext<OrderingApiDbContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        builder.AddBus(OrderingApiDbContext.MessagingSchema, bus =>
        {
            bus.ConfigureHealthCheckOptions(health => health.MinimalFailureStatus = HealthStatus.Degraded);
            bus.AddEntityFrameworkOutbox<OrderingApiDbContext>(outbox => outbox.UsePostgres().UseBusOutbox());
        });
        builder.Services.Configure<HealthCheckServiceOptions>(StayReadyWithoutWorkers);
        // A host whose start waits for a broker that is away ends on SIGTERM without draining: orders in hand would get no answer.
        builder.Services.Configure<MassTransitHostOptions>(host => host.WaitUntilStarted = false);

        builder.Services.AddPaymentProvider(builder.Configuration).TryAddSingleton(PaymentLookOptions.From(builder.Configuration));
        builder.AddHttp();
        builder.Services.AddShop();
        builder.Services.AddOperations();
        if (settings.Sandbox)
            builder.Services.AddSandbox();
        return builder;
    }

    /// <summary>
    /// An instance that has read sales and schema decides orders without PostgreSQL, and without ever having met RabbitMQ: taking it out of a
    /// load balancer, with all others at the same time, would refuse what Redis can take. Its health then says Degraded, with 200.
    /// </summary>
    static void StayReadyWithoutWorkers(HealthCheckServiceOptions health)
    {
        foreach (var check in health.Registrations.Where(check => check.Name == ServiceDefaults.HostDefaults.PostgresCheck))
            check.FailureStatus = HealthStatus.Degraded;
    }

    public static WebApplication MapOrderingApi(this WebApplication app)
    {
        app.UseHttp();
        var routes = app.MapGroup("").WithHead();
        routes.MapShop();
        routes.MapOperations();
        if (app.Services.GetRequiredService<ApiSettings>().Sandbox)
            routes.MapSandbox();
        return app;
    }
}
