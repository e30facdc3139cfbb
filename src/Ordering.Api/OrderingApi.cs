using System.Text.Json.Serialization;
using FlashSale.Admission;
using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Operations.DeadLetters;
using FlashSale.Ordering.Api.Operations.Limits;
using FlashSale.Ordering.Api.Operations.Reconciliation;
using FlashSale.Ordering.Api.Operations.Sagas;
using FlashSale.Ordering.Api.Operations.Sales;
using FlashSale.Ordering.Api.Sandbox;
using FlashSale.Ordering.Api.Shop.Admission;
using FlashSale.Ordering.Api.Shop.OrderEvents;
using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.Ordering.Api.Shop.Payments;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Telemetry;
using FluentValidation;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace FlashSale.Ordering.Api;

/// <summary>The door: what it needs, and its routes, each use case a file.</summary>
public static class OrderingApi
{
    public static WebApplicationBuilder AddOrderingApi(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxDrained;
            kestrel.AddServerHeader = false;
        });
        var services = builder.Services;
        var settings = ApiSettings.From(builder.Configuration, builder.Environment);
        services.AddSingleton(settings);
        services.AddExceptionHandler<FaultsAsProblems>();
        services.AddOpenApi(ApiDescription.Configure);
        // The description's number types come from here; bodies are read as strictly.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddAdmission();
        services.AddDbContext<OrderingApiDbContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        builder.AddBus(OrderingApiDbContext.Schema, bus => bus.AddEntityFrameworkOutbox<OrderingApiDbContext>(outbox => outbox.UsePostgres().UseBusOutbox()));

        services.AddSingleton<SaleCatalog>().AddSingleton<SaleSettings>().AddSingleton<SaleOpener>();
        services.AddSingleton<SaleCatalogRefresher>().AddHostedService(provider => provider.GetRequiredService<SaleCatalogRefresher>());
        services.AddListenWhenWarm((provider, cancellationToken) => provider.GetRequiredService<SaleCatalogRefresher>().WaitUntilWarmAsync(cancellationToken));
        services.AddHealthChecks().AddCheck<SalesAreRead>("sales", tags: [ServiceDefaults.HostDefaults.Ready]);
        services.AddMetricsAtStart<SaleReadMetrics>().AddSingleton<SaleReads>();
        services.AddSingleton<SaleSightings>().AddSingleton<OverTheLimit>().AddMetricsAtStart<DoorMetrics>();
        services.TryAddSingleton(new BacklogOptions());
        services.AddSingleton<Backlog>().AddHostedService<BacklogWatcher>();
        services.AddSingleton<OrderLookup>();
        services.AddMetricsAtStart<OrderStreamMetrics>().AddSingleton<OrderEventStore>().AddSingleton<OrderWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<OrderWatcher>());
        services.AddSingleton<PaymentRecorder>();
        services.AddSingleton<SaleChanges>().AddHostedService<SaleChangeFinisher>();
        services.AddSingleton<StockBooksReader>();
        services.AddSingleton<SagaReader>();
        services.AddHttpClient<BrokerManagement>(BrokerManagement.Configure);
        services.AddTransient<DeadLetterDesk>();
        services.AddSingleton<FindingReader>().AddSingleton<RepairRequests>();
        services.AddSingleton<RedeliveryLog>().AddSingleton<Redeliverer>().AddHostedService(provider => provider.GetRequiredService<Redeliverer>());
        services.AddSingleton<IValidator<OrderRequest>, OrderRequestValidator>();
        services.AddSingleton<IValidator<PaymentWord>, PaymentWord.Validator>();
        services.AddSingleton<IValidator<SaleTerms>, SaleTerms.Validator>();
        services.AddSingleton<IValidator<SettingsTerms>, SettingsTerms.Validator>();
        services.AddSingleton<IValidator<RedeliveryRequest>, RedeliveryRequest.Validator>();
        services.AddSingleton<IValidator<AskForRepair.Body>, AskForRepair.Validator>();
        if (settings.Sandbox)
        {
            services.AddHttpClient(nameof(ProviderCallback));
            services.AddSingleton<ProviderCallback>();
            services.AddSingleton<IValidator<PayOrder.Body>, PayOrder.Validator>();
            services.AddSingleton<IValidator<RefundPayment.Body>, RefundPayment.Validator>();
            services.AddSingleton<IValidator<RefundFaults.Body>, RefundFaults.Validator>();
        }

        return builder;
    }

    public static WebApplication MapOrderingApi(this WebApplication app)
    {
        TrustedProxies.Use(app, app.Services.GetRequiredService<ApiSettings>().TrustedProxies);
        app.UseExceptionHandler(_ => { });
        // Here, so that what comes behind is not on the path of an order (ShortCircuit in PlaceOrder).
        app.UseRouting();
        app.UseStatusCodePages(StatusesAsProblems.WriteAsync);
        app.Use(OpsKey.RequireAsync);
        app.MapOpenApi();

        ReadSales.Map(app);
        PlaceOrder.Map(app);
        ReadOrders.Map(app);
        FollowOrder.Map(app);
        CancelOrder.Map(app);
        ReceiveCallback.Map(app);

        var ops = app.MapGroup(OpsKey.Prefix).WithMetadata(new OpsKey());
        ChangeSale.Map(ops);
        ChangeSettings.Map(ops);
        InspectSaga.Map(ops);
        ListSagas.Map(ops);
        ReadBooks.Map(ops);
        ListDeadLetters.Map(ops);
        RedeliverDeadLetters.Map(ops);
        ReadFindings.Map(ops);
        AskForRepair.Map(ops);

        if (app.Services.GetRequiredService<ApiSettings>().Sandbox)
        {
            var sandbox = app.MapGroup("/api/sandbox");
            PayOrder.Map(sandbox);
            RefundPayment.Map(sandbox);
            RefundFaults.Map(sandbox);
        }

        return app;
    }
}
