using FlashSale.ServiceDefaults.Faults;
using Microsoft.Extensions.DependencyInjection;

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
}
