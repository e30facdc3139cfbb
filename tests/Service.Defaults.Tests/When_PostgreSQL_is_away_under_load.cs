using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>A server that really dies, and messages that all need it. The figures of two minutes are in docs/adr/0071.</summary>
public sealed class When_PostgreSQL_is_away_under_load : IAsyncLifetime
{
    const int Messages = 100;
    static readonly TimeSpan Outage = TimeSpan.FromSeconds(6);

    readonly OwnPostgres _postgres = new();
    readonly TestBroker _broker = new();
    readonly ProbeScript _script = new();
    TestDatabase _database = null!;
    TestHost _host = null!;
    int _consumed;
    int _redelivered;

    public async Task InitializeAsync()
    {
        await Task.WhenAll(_postgres.InitializeAsync(), _broker.InitializeAsync());
        _database = new TestDatabase { Server = _postgres.ConnectionString };
        await _database.InitializeAsync();
        _host = new TestHost(_database, _broker);
        _script.Consume = ConsumeAsync;
        await _host.StartAsync(bus => bus.AddConsumer<ProbeConsumer, ProbeConsumerDefinition>(), services => services.AddSingleton(_script));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task Should_stand_still_give_nothing_up_and_go_on()
    {
        await _postgres.CrashAsync();
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(_ => _host.PublishAsync(new Probe { OrderId = NewId.NextGuid() })));
        await Task.Delay(Outage);

        // Each message in hand asks after 0.1, 0.2, 0.4, 0.8, 1.6, 3.2 s, more or less, and no other is fetched.
        _script.Attempts.ShouldBeInRange(2, Messages * 9);
        _redelivered.ShouldBe(0);
        (await _broker.CountAsync("probe_error")).ShouldBe(0);

        await _postgres.StartAsync();
        await Poll.UntilAsync(() => Task.FromResult(_consumed), consumed => consumed == Messages, "all are consumed");
        _redelivered.ShouldBe(0);
        (await _broker.CountAsync("probe_error")).ShouldBe(0);
    }

    async Task ConsumeAsync(ConsumeContext<Probe> context, int attempt)
    {
        if (context.ReceiveContext.Redelivered)
            Interlocked.Increment(ref _redelivered);
        await using var command = _host.App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(context.CancellationToken);
        Interlocked.Increment(ref _consumed);
    }
}
