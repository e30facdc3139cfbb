using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.Admission;

public static class AdmissionRegistration
{
    /// <summary>Adds the gate's classes over one connection to Redis. They take the time from the <see cref="TimeProvider"/> of the container, if it has one.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="address">Gives host:port of Redis.</param>
    public static IServiceCollection AddAdmission(this IServiceCollection services, Func<IServiceProvider, string> address) => services
        .AddSingleton(provider => new GateConnection(address(provider), provider.GetService<TimeProvider>() ?? TimeProvider.System))
        .AddSingleton<AdmissionGate>()
        .AddSingleton<SaleGate>()
        .AddSingleton<StockGate>()
        .AddSingleton<RebuildGate>()
        .AddSingleton<ReservationGate>();
}
