using System.Globalization;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Health;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.ServiceDefaults.Startup;
using FlashSale.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace FlashSale.ServiceDefaults;

/// <summary>What every host has: servers, clock, ids, logs, health, metrics, traces.</summary>
public static class HostDefaults
{
    /// <summary>A health check with this tag takes part in /health/ready.</summary>
    public const string Ready = "ready";

    /// <summary>The health check that asks PostgreSQL.</summary>
    public const string PostgresCheck = "postgres";

    /// <param name="builder">The host's builder.</param>
    /// <param name="serviceName">The short name that logs, traces and database sessions carry: api, sagas, inventory, notifications.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        // Numbers and texts are the same on every machine, whatever its locale.
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        var addresses = ServerAddresses.From(builder.Configuration);
        var sessions = PostgresSessions.From(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(addresses);
        services.AddSingleton(sessions);
        services.AddSingleton(new ServiceIdentity(serviceName));
        services.TryAddSingleton<TimeProvider>(ShiftedClock.From(builder.Configuration));
        services.AddSingleton(_ => sessions.Open(addresses.Postgres, serviceName));
        services.AddHostedService<PoolFits>();
        RandomWorkerId.Use();

        services.Configure<HostOptions>(options =>
        {
            // The host listens, and /health/live answers, while the broker is still down.
            options.ServicesStartConcurrently = true;
            options.ShutdownTimeout = TimeSpan.FromSeconds(45);
        });
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddSingleton<IStartupFilter, CloseConnectionsWhileDraining>();
        services.AddHealthChecks()
            .AddCheck<NotStopping>("not-stopping", tags: [Ready])
            .AddCheck<PostgresAnswers>(PostgresCheck, tags: [Ready])
            .AddCheck<SchemaSuits>("schema", tags: [Ready]);
        services.TryAddSingleton(KnownMigrations.OfThisBuild);
        services.AddSingleton<SchemaSuits>();
        services.AddHostedService(provider => provider.GetRequiredService<SchemaSuits>());

        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // It logs requests, which nobody reads here, and creates an activity and a log scope for each of them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // It logs every statement: several lines per order. A failure is thrown as well and logged once where it is handled; logged
        // here, too, it was fifty lines a second while PostgreSQL was away.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        services.AddOtlpExport(builder.Configuration, serviceName);
        // Hosted, so that it listens from the start and misses no measurement.
        services.AddSingleton<MetricsPage>();
        services.AddMetricsAtStart<ProcessMetrics>();
        services.AddHostedService(provider =>
        {
            var page = provider.GetRequiredService<MetricsPage>();
            provider.MakeMetrics();
            return page;
        });

        var atOnce = services.ToHashSet();
        // Called when everything is registered, just before the container is built.
        builder.Host.ConfigureContainer<IServiceCollection>((_, all) => HoldUntilTheSchemaSuits.Apply(all, atOnce));
        return builder;
    }

    /// <summary>The web server listens when this has ended, or after FLASHSALE_WARM_UP_SECONDS (default 5).</summary>
    public static IServiceCollection AddListenWhenWarm(this IServiceCollection services, Func<IServiceProvider, CancellationToken, Task> warm) =>
        services.AddSingleton(provider => new ListenWhenWarm(provider, warm));

    /// <summary>/health/live (nothing external), /health/ready, /metrics (Prometheus text).</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Ready),
            ResponseWriter = HealthAnswer.WriteAsync,
        });
        app.MapGet("/metrics", (MetricsPage page) => Results.Text(page.Write(), PrometheusText.ContentType)).ExcludeFromDescription();
        return app;
    }
}
