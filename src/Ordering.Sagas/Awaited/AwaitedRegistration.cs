using FlashSale.ServiceDefaults.Messaging;
using FlashSale.ServiceDefaults.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FlashSale.Ordering.Sagas.Awaited;

static class AwaitedRegistration
{
    /// <summary>Asks again for overdue answers whose messages are lost.</summary>
    public static IServiceCollection AddAwaitedAnswers(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(AwaitedOptions.From(configuration));
        return services
            .AddMetricsAtStart<AwaitedMetrics>()
            .AddSingleton<QueueMarkers>()
            .AddSingleton<AwaitedTurn>()
            .AddSingleton<OverdueAnswers>()
            .AddSingleton<Resender>()
            .AddHostedService<AwaitedAnswersLoop>();
    }
}
