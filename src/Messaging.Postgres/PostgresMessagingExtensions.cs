using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace MassTransit;

public static class PostgresMessagingExtensions
{
    /// <summary>
    /// Registers the messaging tables of the schema and the loops that work on them: outbox sweep, scheduler, inbox
    /// clean-up. The NpgsqlDataSource comes from the container.
    /// </summary>
    public static IServiceCollection AddPostgresMessaging(this IServiceCollection services, string schema, Action<PostgresMessagingOptions>? configure = null)
    {
        var options = new PostgresMessagingOptions { Schema = schema };
        configure?.Invoke(options);
        services.TryAddSingleton(options);
        services.TryAddSingleton(new MessagingSql(options.Schema));
        services.TryAddSingleton(provider => new CrashLoopCounter(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<MessagingSql>()));
        return services;
    }
}
