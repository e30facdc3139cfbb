using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlashSale.ServiceDefaults.Startup;

/// <summary>
/// Puts every hosted service of a host behind SchemaSuits: the bus, which would fail messages on missing tables until they
/// are dead letters, and the loops, which would work on tables that may mean something else by now. Exempt are those that were registered
/// before (health, metrics), and the web server, which serves /health: it waits for the host's ListenWhenWarm instead.
/// </summary>
static class HoldUntilTheSchemaSuits
{
    /// <param name="services">All of the host's, before the container is built.</param>
    /// <param name="exempt">Those that start at once.</param>
    public static void Apply(IServiceCollection services, IReadOnlySet<ServiceDescriptor> exempt)
    {
        for (var i = 0; i < services.Count; i++)
        {
            var service = services[i];
            if (service.ServiceType != typeof(IHostedService) || service.IsKeyedService || exempt.Contains(service))
                continue;
            services[i] = IsTheWebServer(service)
                ? ServiceDescriptor.Singleton(provider => HeldUntilWarm(provider, service.ImplementationType!))
                : ServiceDescriptor.Singleton(provider => Held(provider, service));
        }
    }

    // Internal to ASP.NET Core.
    static bool IsTheWebServer(ServiceDescriptor service) => service.ImplementationType?.FullName == "Microsoft.AspNetCore.Hosting.GenericWebHostService";

    static IHostedService HeldUntilWarm(IServiceProvider provider, Type webServer)
    {
        var inner = (IHostedService)ActivatorUtilities.CreateInstance(provider, webServer);
        return provider.GetService<ListenWhenWarm>() is { } warm ? new HeldWebServer(inner, warm) : inner;
    }

    static IHostedService Held(IServiceProvider provider, ServiceDescriptor service)
    {
        var schema = provider.GetRequiredService<SchemaSuits>();
        // The container disposes of what it creates; what is created here is disposed of by its holder.
        var isOurs = service.ImplementationType is not null;
        var inner = (IHostedService)(service.ImplementationInstance ?? service.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));
        return inner switch
        {
            BackgroundService and IHostedLifecycleService => throw new NotSupportedException($"{inner.GetType()} is a BackgroundService with a life cycle, which HeldBackgroundService does not pass on."),
            BackgroundService loop => new HeldBackgroundService(loop, schema, isOurs),
            _ => new HeldHostedService(inner, schema, isOurs),
        };
    }
}
