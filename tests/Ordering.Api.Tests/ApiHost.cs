using FlashSale.ServiceDefaults;
using FlashSale.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlashSale.Ordering.Api.Tests;

/// <summary>One instance of the API on a real Kestrel, on given servers.</summary>
sealed class ApiHost : IAsyncDisposable
{
    public const string OpsKey = "ops-key-of-the-tests";
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    readonly WebApplication _app;
    bool _disposed;

    ApiHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public IServiceProvider Services => _app.Services;

    /// <param name="settings">Beyond, or instead of, the test servers'.</param>
    public static async Task<ApiHost> StartAsync(
        TestDatabase database, TestBroker broker, IReadOnlyDictionary<string, string?>? settings = null, string environment = "Development", Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["FLASHSALE_POSTGRES"] = $"postgresql://{connection.Username}:{connection.Password}@{connection.Host}:{connection.Port}/{connection.Database}",
            ["FLASHSALE_REDIS"] = $"redis://{Servers.Addresses.Redis}",
            ["FLASHSALE_RABBITMQ"] = broker.Address.ToString(),
            ["FLASHSALE_RABBITMQ_MANAGEMENT"] = Servers.Addresses.RabbitMqManagement.ToString(),
            ["FLASHSALE_OPS_KEY"] = OpsKey,
            ["FLASHSALE_WEBHOOK_SECRET"] = Secret,
            // Nobody is there, and nobody asks.
            ["FLASHSALE_PAYMENT_PROVIDER"] = "http://127.0.0.1:1/",
            ["FLASHSALE_PAYMENT_LIST_SECONDS"] = "0",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        replace?.Invoke(builder.Services);
        builder.AddServiceDefaults("api");
        builder.AddOrderingApi();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        app.MapOrderingApi();
        app.MapServiceDefaults();
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
