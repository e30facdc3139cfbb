using FlashSale.Admission.Admit;
using FlashSale.Admission.OlderData;
using FlashSale.Admission.Rebuild;
using FlashSale.Admission.Reservations;
using FlashSale.Admission.Sales;
using FlashSale.Admission.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.Admission;

public static class AdmissionRegistration
{
    /// <summary>Adds the classes of admission over one connection to Redis. They take the time from the <see cref="TimeProvider"/> of the container, if it has one.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="address">Gives host:port of Redis.</param>
    public static IServiceCollection AddAdmission(this IServiceCollection services, Func<IServiceProvider, string> address) => services
        .AddSingleton(provider => new RedisConnection(address(provider), provider.GetService<TimeProvider>() ?? TimeProvider.System))
        .AddSingleton<OrderAdmission>()
        .AddSingleton<SaleStore>()
        .AddSingleton<ReservationStore>()
        .AddSingleton<RebuildStore>()
        .AddSingleton<SaleConfirmation>()
        .AddSingleton<AdmittedOrdersQuery>()
        .AddSingleton<ReservationScan>();
}
