using FlashSale.ServiceDefaults.Faults;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>A database, a virtual host and a host with the probe's consumers, for one situation.</summary>
public abstract class Situation : IAsyncLifetime
{
    protected const string Queue = "probe";
    protected const string ErrorQueue = "probe_error";

    protected TestDatabase Database { get; } = new();

    protected TestBroker Broker { get; } = new();

    protected ProbeScript Script { get; } = new();

    protected TestHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Task.WhenAll(Database.InitializeAsync(), Broker.InitializeAsync());
        Host = new TestHost(Database, Broker);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }

    protected Task StartAsync(FaultTimings? timings = null, ILoggerProvider? log = null) => Host.StartAsync(
        bus =>
        {
            bus.AddConsumer<ProbeConsumer, ProbeConsumerDefinition>();
            bus.AddConsumer<ProbeFaultConsumer>();
        },
        services =>
        {
            services.AddSingleton(Script);
            if (timings is not null)
                services.AddSingleton(timings);
            if (log is not null)
                services.AddSingleton(log);
        });

    /// <returns>The message id.</returns>
    protected async Task<Guid> PublishAsync()
    {
        var messageId = NewId.NextGuid();
        await Host.PublishAsync(new Probe { OrderId = NewId.NextGuid() }, messageId);
        return messageId;
    }

    /// <summary>A real fault of the server: writes get 25006, and every open connection is torn down with 57P01.</summary>
    protected async Task MakeDatabaseReadOnlyAsync(bool readOnly)
    {
        await using var server = await new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Pooling = false, Database = "postgres" }.ConnectionString)
            .Build().OpenConnectionAsync();
        var name = new NpgsqlConnectionStringBuilder(Database.ConnectionString).Database;
        await using var command = new NpgsqlCommand(
            $"ALTER DATABASE {name} SET default_transaction_read_only = {(readOnly ? "on" : "off")}; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'", server);
        await command.ExecuteNonQueryAsync();
    }
}
