using FlashSale.Admission;
using FlashSale.ServiceDefaults;
using MassTransit;

namespace FlashSale.Inventory;

public static class InventoryRegistration
{
    /// <summary>The ledger, its consumers, and the relay that brings admitted orders from Redis to the broker.</summary>
    public static WebApplicationBuilder AddInventory(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<LedgerMetrics>()
            .AddSingleton<StockLedger>()
            .AddSingleton<GroupCommit>()
            .AddSingleton<Sales>()
            .AddAdmission();

        builder.AddBus("inventory", bus =>
        {
            bus.AddConsumer<AllocateStockConsumer, AllocateStockConsumerDefinition>();
            bus.AddConsumer<CommitStockConsumer, CommitStockConsumerDefinition>();
            bus.AddConsumer<ReleaseStockConsumer, ReleaseStockConsumerDefinition>();
        });
        builder.Services.AddIntentRelay(provider => provider.GetRequiredService<Sales>().ProductIdsAsync);
        return builder;
    }
}
