using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MassTransit.Tests.CrashPoints;

/// <summary>
/// A host as a process of its own: all its connections go through proxies. Once these are closed nothing that its code still
/// does reaches a server, and the servers see what they see of a killed process.
/// </summary>
public sealed class KillableHost : IAsyncDisposable
{
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    bool _killed;

    KillableHost(TcpProxy postgres, TcpProxy rabbitMq, TestHost host) => (Postgres, RabbitMq, Host) = (postgres, rabbitMq, host);

    public TcpProxy Postgres { get; }
    public TcpProxy RabbitMq { get; }
    public TestHost Host { get; }

    public static async Task<KillableHost> StartAsync(MessagingFixture fixture, Action<TestHostBuilder> configure)
    {
        var database = new NpgsqlConnectionStringBuilder(fixture.Database.ConnectionString);
        var postgres = new TcpProxy(database.Host!, database.Port);
        var rabbitMq = new TcpProxy(fixture.Broker.Address.Host, fixture.Broker.Address.Port);
        var builder = new TestHostBuilder(fixture)
        {
            Postgres = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = postgres.Port }.ConnectionString,
            RabbitMq = new UriBuilder(fixture.Broker.Address) { Host = "127.0.0.1", Port = rabbitMq.Port }.Uri,
            Services = services => services.AddSingleton(JobScript.Nothing),
        };
        configure(builder);
        var host = new KillableHost(postgres, rabbitMq, builder.Build());
        await host.Host.StartAsync();
        return host;
    }

    public void Kill()
    {
        _killed = true;
        Postgres.Close();
        RabbitMq.Close();
    }

    public async ValueTask DisposeAsync()
    {
        if (_killed)
            // What is left of it stands still at its last moment, or cannot reach a server; nobody waits for that to end.
            await Task.WhenAny(Host.StopAsync(), Task.Delay(LastWords));
        else
            await Host.StopAsync();
        await Postgres.DisposeAsync();
        await RabbitMq.DisposeAsync();
    }
}
