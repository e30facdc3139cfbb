using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FlashSale.Admission;

public static class AdmissionRegistration
{
    /// <summary>Adds the gate's classes over one connection to Redis. Needs the services of AddServiceDefaults.</summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services) => services
        .AddInfrastructureFault<GateUnavailableException>()
        .AddSingleton<GateConnection>()
        .AddSingleton<AdmissionGate>()
        .AddSingleton<SaleGate>()
        .AddSingleton<StockGate>()
        .AddSingleton<RebuildGate>()
        .AddSingleton<ReservationGate>();

    /// <summary>
    /// Adds the relay. After AddBus: hosted services stop in reverse order, and the relay needs the bus until its last batch is through.
    /// </summary>
    /// <param name="sales">Makes the query for the product ids of all sales; it is asked about every second.</param>
    public static IServiceCollection AddIntentRelay(this IServiceCollection services, Func<IServiceProvider, SalesQuery> sales)
    {
        services.TryAddSingleton(new IntentRelayOptions());
        return services
            .AddSingleton(sales)
            .AddMetricsAtStart<RelayMetrics>()
            .AddSingleton<LostIntents>()
            .AddHostedService<IntentRelay>();
    }
}
