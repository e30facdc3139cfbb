using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.OlderData;

public static class OlderDataRegistration
{
    /// <summary>For every host that calls Redis: recognizes a Redis that has come back with older data.</summary>
    public static IServiceCollection AddOlderDataWatch(this IServiceCollection services) => services
        .AddSingleton<SequenceBook>()
        .AddSingleton<OlderDataWatch>()
        .AddHostedService(provider => provider.GetRequiredService<OlderDataWatch>());
}
