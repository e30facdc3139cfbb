using FlashSale.ServiceDefaults.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FlashSale.Inventory.Relay;

static class RelayRegistration
{
    /// <summary>
    /// Brings admitted orders from Redis to the broker. After AddBus: hosted services stop in reverse order, and the relay needs the bus until
    /// its last batch is confirmed.
    /// </summary>
    public static IServiceCollection AddIntentRelay(this IServiceCollection services)
    {
        services.TryAddSingleton(new IntentRelayOptions());
        return services
            .AddSingleton<SalesQuery>(provider => provider.GetRequiredService<Sales>().ProductIdsAsync)
            .AddSingleton<PipelineQueues>()
            .AddSingleton<MessagesAhead>(provider => provider.GetRequiredService<PipelineQueues>().CountAsync)
            .AddMetricsAtStart<RelayMetrics>()
            .AddSingleton<LostIntents>()
            .AddHostedService<IntentRelay>();
    }
}
