using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>The one fault policy. Every consumer's and saga's definition calls it first, on the endpoint.</summary>
public static class FaultPolicy
{
    public static void UseFaultPolicy(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        var timings = context.GetRequiredService<FaultTimings>();
        endpoint.UseMessageRetry(retry => retry.Intervals([.. timings.Retries]));
    }
}
