using FlashSale.Ordering.Sagas.Tests.Provider;
using FlashSale.ServiceDefaults;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests.Host;

/// <summary>The host as Program.cs builds it, on a database and a virtual host of its own; its waits are short.</summary>
public class SagasHost : IAsyncLifetime
{
    WebApplication? _app;

    public TestDatabase Database { get; } = new();

    public TestBroker Broker { get; } = new();

    public TestProvider Provider { get; } = new();

    /// <summary>Settings on top of those that every instance has.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>();

    /// <summary>Services in place of the usual ones.</summary>
    protected virtual void Configure(IServiceCollection services)
    {
    }

    public async Task InitializeAsync()
    {
        await Task.WhenAll(Database.InitializeAsync(), Broker.InitializeAsync(), Provider.InitializeAsync());
        await StartAsync();
    }

    public virtual async Task DisposeAsync()
    {
        await StopAsync();
        await Provider.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public async Task StartAsync()
    {
        var postgres = new UriBuilder(Servers.Setting("FLASHSALE_POSTGRES")!) { Path = new Npgsql.NpgsqlConnectionStringBuilder(Database.ConnectionString).Database! };
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["FLASHSALE_POSTGRES"] = postgres.Uri.ToString(),
            ["FLASHSALE_RABBITMQ"] = Broker.Address.ToString(),
            ["FLASHSALE_PAYMENT_PROVIDER"] = Provider.Address.ToString(),
            ["FLASHSALE_PAYMENT_PROVIDER_SECONDS"] = "0.5",
            ["FLASHSALE_RETRY_MILLISECONDS"] = "5",
            ["FLASHSALE_REDELIVERY_SECONDS"] = "0.1,0.1",
        }).AddInMemoryCollection(Settings);
        builder.AddServiceDefaults("sagas");
        builder.Logging.ClearProviders();
        Configure(builder.Services);
        builder.AddOrderingSagas();
        _app = builder.Build();
        _app.MapServiceDefaults();
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is null)
            return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    public IServiceProvider Services => _app!.Services;

    public Uri Address => new(_app!.Urls.Single());

    /// <summary>Publishes to the broker as another service would.</summary>
    public Task PublishAsync(object message) => _app!.Services.GetRequiredService<IBus>().Publish(message, message.GetType());

    public Task<string> StateOfAsync(Guid orderId) => Database.ScalarAsync<string>("SELECT coalesce((SELECT state FROM ordering.orders WHERE order_id = $1), 'none')", orderId);

    public Task<string> RefundStateAsync(string paymentId) => Database.ScalarAsync<string>("SELECT coalesce((SELECT state FROM ordering.refunds WHERE payment_id = $1), 'none')", paymentId);
}
