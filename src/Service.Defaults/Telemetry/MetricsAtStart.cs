using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Telemetry;

/// <summary>Metrics that exist from the host's start on, and not only from the first measurement.</summary>
public static class MetricsAtStart
{
    public static IServiceCollection AddMetricsAtStart<TMetrics>(this IServiceCollection services)
        where TMetrics : class =>
        services.AddSingleton<TMetrics>().AddSingleton(provider => new Made(provider.GetRequiredService<TMetrics>()));

    internal static void MakeMetrics(this IServiceProvider provider) => provider.GetServices<Made>();

    sealed record Made(object Metrics);
}
