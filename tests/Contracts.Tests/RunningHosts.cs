using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FlashSale.Inventory;
using FlashSale.Notifications;
using FlashSale.Ordering.Api;
using FlashSale.Ordering.Sagas;
using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Telemetry;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace FlashSale.Contracts.Tests;

/// <summary>The four hosts as they register themselves, on one virtual host: what they make of the broker is what counts.</summary>
public sealed class RunningHosts : IAsyncLifetime
{
    /// <summary>
    /// Once for all classes that use them: MassTransit keeps its instruments for the process, and makes them by the meters of its first host. When
    /// another class had disposed of that one, the pages lacked 32 families.
    /// </summary>
    public const string Collection = "the running hosts";

    readonly TestBroker _broker = new();
    readonly TestDatabase _database = new();
    readonly string _home = Directory.CreateTempSubdirectory("flashsale-hosts-").FullName;
    readonly List<WebApplication> _hosts = [];

    public IReadOnlyList<IBus> Buses => [.. _hosts.Select(host => host.Services.GetRequiredService<IBus>())];

    public IReadOnlyList<MetricsPage> MetricsPages => [.. _hosts.Select(host => host.Services.GetRequiredService<MetricsPage>())];

    /// <summary>The addresses of the four hosts.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _hosts.Select(host => new Uri(host.Urls.Single()))];

    public async Task InitializeAsync()
    {
        await Task.WhenAll(_broker.InitializeAsync(), _database.InitializeAsync());
        Add("api", builder => builder.AddOrderingApi());
        Add("sagas", builder => builder.AddOrderingSagas());
        Add("inventory", builder => builder.AddInventory());
        Add("notifications", builder => builder.AddNotifications());
        await Task.WhenAll(_hosts.Select(host => host.StartAsync()));
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_hosts.Select(host => host.StopAsync()));
        foreach (var host in _hosts)
            await host.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Queues that outlive a process: those of the hosts' own buses do not.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync() =>
        [.. (await AskAsync("queues")).Where(queue => !queue.GetProperty("auto_delete").GetBoolean()).Select(queue => queue.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];

    /// <summary>message type -> exchange or queue, as the broker routes what is published.</summary>
    public async Task<IReadOnlyList<string>> BindingsAsync() =>
    [
        .. (await AskAsync("bindings"))
            .Select(binding => (From: binding.GetProperty("source").GetString()!, To: binding.GetProperty("destination").GetString()!))
            .Where(binding => binding.From.StartsWith("FlashSale.", StringComparison.Ordinal))
            .Select(binding => $"{binding.From} -> {binding.To}")
            .Order(StringComparer.Ordinal),
    ];

    void Add(string name, Action<WebApplicationBuilder> register)
    {
        var builder = WebApplication.CreateBuilder();
        var database = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FLASHSALE_POSTGRES"] = $"postgresql://{database.Username}:{Uri.EscapeDataString(database.Password ?? "")}@{database.Host}:{database.Port}/{database.Database}",
            ["FLASHSALE_REDIS"] = Servers.Setting("FLASHSALE_REDIS"),
            ["FLASHSALE_RABBITMQ"] = _broker.Address.ToString(),
            ["FLASHSALE_RABBITMQ_MANAGEMENT"] = Servers.Setting("FLASHSALE_RABBITMQ_MANAGEMENT"),
            ["FLASHSALE_OPS_KEY"] = "a key",
            ["FLASHSALE_WEBHOOK_SECRET"] = $"whsec_{Convert.ToBase64String(new byte[32])}",
            ["FLASHSALE_PAYMENT_PROVIDER"] = "http://127.0.0.1:1/",
            ["FLASHSALE_HOME"] = _home,
            ["FLASHSALE_DRAIN_SECONDS"] = "0",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults(name);
        register(builder);
        var host = builder.Build();
        host.MapServiceDefaults();
        _hosts.Add(host);
    }

    async Task<JsonElement[]> AskAsync(string what)
    {
        var management = Servers.Addresses.RabbitMqManagement;
        using var client = new HttpClient { BaseAddress = new Uri(management.GetComponents(UriComponents.SchemeAndServer, UriFormat.Unescaped)) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo))));
        return (await client.GetFromJsonAsync<JsonElement[]>($"api/{what}/{_broker.VirtualHost}"))!;
    }
}

[CollectionDefinition(RunningHosts.Collection)]
public sealed class RunningHostsCollection : ICollectionFixture<RunningHosts>;
