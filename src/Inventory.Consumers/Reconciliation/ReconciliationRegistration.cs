using FlashSale.ServiceDefaults.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FlashSale.Inventory.Reconciliation;

static class ReconciliationRegistration
{
    /// <summary>Compares the books of Redis, ledger and sagas.</summary>
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        services.TryAddSingleton(new ReconciliationOptions());
        return services
            .AddMetricsAtStart<ReconciliationMetrics>()
            .AddSingleton<SaleBooks>()
            .AddSingleton<SaleWalk>()
            .AddSingleton<FindingLog>()
            .AddSingleton<LostSubmissions>()
            .AddSingleton<Reconciler>()
            .AddSingleton<SaleRepair>()
            .AddSingleton<RepairRequestHandler>()
            .AddHostedService<ReconciliationLoop>();
    }
}
