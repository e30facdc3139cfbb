using FlashSale.ServiceDefaults.Messaging;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>A host like the real four, on a port, a database and a virtual host of its own.</summary>
public sealed class TestHost(string postgres, Uri rabbitMq) : IAsyncDisposable
{
    public const string Schema = "notifications";

    readonly Dictionary<string, string?> _settings = new(StringComparer.Ordinal)
    {
        ["FLASHSALE_POSTGRES"] = UriOf(postgres),
        ["FLASHSALE_REDIS"] = Servers.Setting("FLASHSALE_REDIS"),
        ["FLASHSALE_RABBITMQ"] = rabbitMq.ToString(),
        ["FLASHSALE_RABBITMQ_MANAGEMENT"] = Servers.Setting("FLASHSALE_RABBITMQ_MANAGEMENT"),
        ["FLASHSALE_DRAIN_SECONDS"] = "0",
        ["FLASHSALE_RETRY_MILLISECONDS"] = "5,10,15",
        ["FLASHSALE_REDELIVERY_SECONDS"] = "0.1,0.2",
    };

    readonly CancellationTokenSource _abort = new();
    WebApplication? _app;
    Task? _starting;

    public TestHost(TestDatabase database, TestBroker broker)
        : this(database.ConnectionString, broker.Address)
    {
    }

    public WebApplication App => _app ?? throw new InvalidOperationException("Not started.");

    /// <summary>The start that StartListeningAsync began.</summary>
    public Task Starting => _starting ?? throw new InvalidOperationException("Not begun.");

    /// <summary>Of the host that was started last.</summary>
    public HttpClient Client { get; private set; } = new();

    public TestHost With(string setting, string value)
    {
        _settings[setting] = value;
        return this;
    }

    public async Task StartAsync(Action<IBusRegistrationConfigurator> configure, Action<IServiceCollection>? services = null)
    {
        Build(configure, services);
        await App.StartAsync();
        Connect();
    }

    /// <summary>Returns when the port is open; the bus, and with it the start, waits for its broker or the schema, perhaps for ever.</summary>
    public async Task StartListeningAsync(Action<IBusRegistrationConfigurator>? configure = null, Action<IServiceCollection>? services = null)
    {
        Build(configure ?? (_ => { }), services);
        _starting = App.StartAsync(_abort.Token);
        await Poll.UntilAsync(() => Task.FromResult(App.Urls.FirstOrDefault()), url => url is not null && !url.EndsWith(":0", StringComparison.Ordinal), "the port is open");
        Connect();
    }

    /// <summary>A client that has asked keeps its address; the next host has another port.</summary>
    void Connect()
    {
        Client.Dispose();
        Client = new() { BaseAddress = new(App.Urls.Single()) };
    }

    void Build(Action<IBusRegistrationConfigurator> configure, Action<IServiceCollection>? services)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults("test");
        builder.AddBus(Schema, configure);
        services?.Invoke(builder.Services);
        _app = builder.Build();
        _app.MapServiceDefaults();
    }

    public Task PublishAsync<T>(T message, Guid? messageId = null)
        where T : class =>
        App.Services.GetRequiredService<IBus>().Publish(message, context => context.MessageId = messageId ?? context.MessageId);

    public async Task StopAsync()
    {
        if (_starting is null or { IsCompletedSuccessfully: true })
            await App.StopAsync();
        await App.DisposeAsync();
        _app = null;
    }

    /// <summary>Ends a start that is not through, as SIGTERM does.</summary>
    public async Task AbortAsync()
    {
        await _abort.CancelAsync();
        await Record.ExceptionAsync(() => Starting);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_starting is not null)
            await AbortAsync();
        if (_app is not null)
            await StopAsync();
        _abort.Dispose();
    }

    static string UriOf(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgresql://{Uri.EscapeDataString(parts.Username!)}:{Uri.EscapeDataString(parts.Password ?? "")}@{parts.Host}:{parts.Port}/{parts.Database}";
    }
}
