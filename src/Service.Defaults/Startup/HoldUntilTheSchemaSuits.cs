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
        var warms = services.Any(service => service.ServiceType == typeof(ListenWhenWarm));
        for (var i = 0; i < services.Count; i++)
        {
            var service = services[i];
            if (service.ServiceType != typeof(IHostedService) || service.IsKeyedService || exempt.Contains(service))
                continue;
            if (!IsTheWebServer(service))
                services[i] = ServiceDescriptor.Singleton(provider => Held(provider, service));
            else if (warms)
                services[i] = ServiceDescriptor.Singleton<IHostedService>(provider =>
                    new HeldHostedService(Make(provider, service), provider.GetRequiredService<ListenWhenWarm>().WaitAsync, IsOurs(service)));
        }
    }

    // Internal to ASP.NET Core.
    static bool IsTheWebServer(ServiceDescriptor service) => service.ImplementationType?.FullName == "Microsoft.AspNetCore.Hosting.GenericWebHostService";

    static IHostedService Held(IServiceProvider provider, ServiceDescriptor service)
    {
        var schema = provider.GetRequiredService<SchemaSuits>();
        var isOurs = IsOurs(service);
        return Make(provider, service) switch
        {
            BackgroundService and IHostedLifecycleService both => throw new NotSupportedException($"{both.GetType()} is a BackgroundService with a life cycle, which HeldBackgroundService does not pass on."),
            BackgroundService loop => new HeldBackgroundService(loop, schema, isOurs),
            var inner => new HeldHostedService(inner, schema.WaitAsync, isOurs),
        };
    }

    static IHostedService Make(IServiceProvider provider, ServiceDescriptor service) =>
        (IHostedService)(service.ImplementationInstance ?? service.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));

    /// <summary>The container disposes of what it creates; what is created here is disposed of by its holder.</summary>
    static bool IsOurs(ServiceDescriptor service) => service.ImplementationType is not null;
}
