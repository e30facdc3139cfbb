using FlashSale.Admission;
using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Operations;
using FlashSale.Ordering.Api.Sandbox;
using FlashSale.Ordering.Api.Shop;
using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
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
        builder.Services.AddAdmission(provider => provider.GetRequiredService<ServerAddresses>().Redis);
        builder.Services.AddDbContext<OrderingApiDbContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        builder.AddBus(OrderingApiDbContext.MessagingSchema, bus => bus.AddEntityFrameworkOutbox<OrderingApiDbContext>(outbox => outbox.UsePostgres().UseBusOutbox()));

        builder.AddHttp();
        builder.Services.AddShop();
        builder.Services.AddOperations();
        if (settings.Sandbox)
            builder.Services.AddSandbox();
        return builder;
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
