using FlashSale.Admission;
using FlashSale.Inventory.Ledger;
using FlashSale.Inventory.Rebuild;
using FlashSale.Inventory.Reconciliation;
using FlashSale.Inventory.Relay;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.ServiceDefaults.OlderData;
using FlashSale.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FlashSale.Inventory;

public static class InventoryRegistration
{
    /// <summary>The ledger, its consumers, the relay that brings admitted orders from Redis to the broker, the rebuild of what Redis lost, and the comparison of the books.</summary>
    public static WebApplicationBuilder AddInventory(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddMetricsAtStart<LedgerMetrics>()
            .AddSingleton<StockLedger>()
            .AddSingleton<LedgerCommits>()
            .AddSingleton<Sales>()
            .AddAdmission(provider => provider.GetRequiredService<ServerAddresses>().Redis)
            .AddOlderDataWatch();

        builder.AddBus("inventory", bus =>
        {
            bus.AddConsumer<AllocateStockConsumer, AllocateStockConsumerDefinition>();
            bus.AddConsumer<CommitStockConsumer, CommitStockConsumerDefinition>();
            bus.AddConsumer<ReleaseStockConsumer, ReleaseStockConsumerDefinition>();
        });
        builder.Services.AddIntentRelay();
        builder.Services.AddRebuild();
        builder.Services.AddReconciliation();
        return builder;
    }

    /// <summary>Notices when Redis has lost sales, and rebuilds them.</summary>
    static IServiceCollection AddRebuild(this IServiceCollection services)
    {
        services.TryAddSingleton(new RebuildOptions());
        services.AddHttpClient<BrokerManagement>(BrokerManagement.Configure);
        services.AddTransient<InFlightOrders>();
        return services.AddMetricsAtStart<RebuildMetrics>().AddSingleton<SaleRebuilder>().AddHostedService<LostSales>();
    }
}
