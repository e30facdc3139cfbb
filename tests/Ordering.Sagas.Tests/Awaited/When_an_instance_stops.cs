using FlashSale.Ordering.Sagas.Awaited;
using FlashSale.Ordering.Sagas.Tests.Host;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests.Awaited;

/// <summary>An orderly stop, with PostgreSQL and without. A turn lasts for 20 s, which nobody waits for here.</summary>
public sealed class When_an_instance_stops(When_an_instance_stops.BehindAProxy host) : IClassFixture<When_an_instance_stops.BehindAProxy>, IAsyncLifetime
{
    static readonly TimeSpan WellUnderATurn = TimeSpan.FromSeconds(10);

    public sealed class BehindAProxy : SagasHost
    {
        static readonly Uri Server = new(Servers.Setting("FLASHSALE_POSTGRES")!);

        public TcpProxy Postgres { get; } = new(Server.Host, Server.Port);

        public RecordedLog Warnings { get; } = new((level, _) => level >= LogLevel.Warning);

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["FLASHSALE_POSTGRES"] = new UriBuilder(Server) { Host = "127.0.0.1", Port = Postgres.Port, Path = new NpgsqlConnectionStringBuilder(Database.ConnectionString).Database! }.Uri.ToString(),
        };

        protected override void Configure(IServiceCollection services) => services
            .AddSingleton(new AwaitedOptions { LookEvery = TimeSpan.FromMilliseconds(100) })
            .AddSingleton<ILoggerProvider>(Warnings);

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Postgres.DisposeAsync();
            Warnings.Dispose();
        }
    }

    public async Task InitializeAsync()
    {
        host.Postgres.Heal();
        await host.StopAsync();
        await host.StartAsync();
        await Poll.UntilAsync(() => host.Database.ScalarAsync<bool>("SELECT held_until > now() FROM ordering.duties WHERE name = $1", AwaitedTurn.Name), held => held, "its turn");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Should_hand_over_its_turn_at_once()
    {
        var next = new AwaitedTurn(host.Database.DataSource, new AwaitedOptions());
        (await next.TryTakeAsync(CancellationToken.None)).ShouldBeNull();

        await host.StopAsync();
        (await next.TryTakeAsync(CancellationToken.None)).ShouldNotBeNull();
        await next.EndAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Should_stop_in_order_when_PostgreSQL_is_away()
    {
        host.Postgres.Close();

        await host.StopAsync().WaitAsync(WellUnderATurn);
        host.Warnings.Entries.ShouldContain(entry => entry.Contains("could not be given back, and ends by itself", StringComparison.Ordinal));
    }
}
