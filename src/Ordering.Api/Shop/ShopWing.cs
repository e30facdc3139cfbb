using FlashSale.Ordering.Api.Shop.Admission;
using FlashSale.Ordering.Api.Shop.OrderEvents;
using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.Ordering.Api.Shop.Payments;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Telemetry;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FlashSale.Ordering.Api.Shop;

/// <summary>The routes for buyers and the payment provider, and the services behind them.</summary>
static class ShopWing
{
    public static IServiceCollection AddShop(this IServiceCollection services) =>
        services.AddSales().AddAdmissionOfOrders().AddOrders().AddOrderEvents().AddPayments();

    public static void MapShop(this IEndpointRouteBuilder routes)
    {
        ReadSales.Map(routes);
        PlaceOrder.Map(routes);
        ReadOrders.Map(routes);
        FollowOrder.Map(routes);
        CancelOrder.Map(routes);
        ReceiveCallback.Map(routes);
    }

    static IServiceCollection AddSales(this IServiceCollection services)
    {
        services.AddSingleton<SaleCatalog>().AddSingleton<RateLimitSettings>().AddSingleton<SaleOpener>();
        services.AddSingleton<SaleCatalogRefresher>().AddHostedService(provider => provider.GetRequiredService<SaleCatalogRefresher>());
        services.AddSingleton<WarmUp>().AddListenWhenWarm((provider, cancellationToken) => provider.GetRequiredService<WarmUp>().RunAsync(cancellationToken));
        services.AddHealthChecks().AddCheck<SalesAreRead>("sales", tags: [ServiceDefaults.HostDefaults.Ready]);
        return services.AddMetricsAtStart<SaleReadMetrics>().AddSingleton<SaleReads>();
    }

    /// <summary>What lets an instance refuse orders by itself, without running the script in Redis.</summary>
    static IServiceCollection AddAdmissionOfOrders(this IServiceCollection services)
    {
        services.AddSingleton<RefusalCache>().AddSingleton<RateLimitedUsers>().AddMetricsAtStart<AdmissionMetrics>();
        services.TryAddSingleton(new BacklogOptions());
        return services.AddSingleton<BacklogLimiter>().AddHostedService<BacklogWatcher>();
    }

    static IServiceCollection AddOrders(this IServiceCollection services) =>
        services.AddSingleton<OrderLookup>().AddSingleton<IValidator<OrderRequest>>(provider => new OrderRequestValidator(provider.GetRequiredService<ApiSettings>().MailUtf8));

    static IServiceCollection AddPayments(this IServiceCollection services)
    {
        services.AddSingleton<PaymentRecorder>().AddSingleton<IValidator<PaymentCallback>, PaymentCallback.Validator>();
        return services.AddMetricsAtStart<PaymentLookMetrics>().AddTransient<MissedCallbacks>().AddHostedService<MissedCallbacksLoop>();
    }

    static IServiceCollection AddOrderEvents(this IServiceCollection services)
    {
        services.AddMetricsAtStart<OrderStreamMetrics>().AddSingleton<OrderEventStore>().AddSingleton<OrderWatcher>();
        return services.AddHostedService(provider => provider.GetRequiredService<OrderWatcher>());
    }
}
