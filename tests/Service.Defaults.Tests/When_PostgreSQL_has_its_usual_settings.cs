using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>A server with no settings of ours: 100 connections, of which 3 are reserved, and no limits.</summary>
public sealed class When_PostgreSQL_has_its_usual_settings(OwnPostgres server) : IClassFixture<OwnPostgres>, IAsyncLifetime
{
    const string About = "FLASHSALE_POSTGRES_POOL";

    readonly TestBroker _broker = new();
    readonly RecordedLog _log = new((level, _) => level == LogLevel.Warning);
    TestDatabase _database = null!;
    TestHost _host = null!;

    public async Task InitializeAsync()
    {
        _database = new() { Server = server.ConnectionString };
        await Task.WhenAll(_database.InitializeAsync(), _broker.InitializeAsync());
        _host = new TestHost(_database, _broker);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("lock_timeout", "20s")]
    [InlineData("idle_in_transaction_session_timeout", "1min")]
    [InlineData("statement_timeout", "1min")]
    public async Task Should_bring_its_limits_along(string setting, string value)
    {
        (await _database.ScalarAsync<string>($"SHOW {setting}")).ShouldBe("0", "the server has none");
        await StartAsync();
        await using var command = _host.App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"SHOW {setting}");
        (await command.ExecuteScalarAsync()).ShouldBe(value);
    }

    [Theory]
    [InlineData("98", "1")]
    [InlineData("33", "3")]
    [InlineData("25", "4")]
    public async Task Should_warn_of_pools_that_do_not_fit(string pool, string instances)
    {
        _host.With("FLASHSALE_POSTGRES_POOL", pool).With("FLASHSALE_INSTANCES", instances);
        await StartAsync();
        var warning = (await Poll.UntilAsync(() => Task.FromResult(_log.Entries.FirstOrDefault(entry => entry.Contains(About, StringComparison.Ordinal))), entry => entry is not null, "a warning"))!;
        warning.ShouldContain($"{About} {pool} by FLASHSALE_INSTANCES {instances}");
        warning.ShouldContain("offers 97");
        warning.ShouldContain("max_connections");
    }

    [Fact]
    public async Task Should_know_the_limits_of_role_and_database()
    {
        var name = new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database;
        await _database.ExecuteAsync($"ALTER DATABASE {name} CONNECTION LIMIT 30");
        await StartAsync();
        await Poll.UntilAsync(() => Task.FromResult(_log.Entries.Any(entry => entry.Contains("offers 30", StringComparison.Ordinal))), "a warning");
    }

    [Fact]
    public async Task Should_be_silent_about_pools_that_fit()
    {
        _host.With("FLASHSALE_POSTGRES_POOL", "24").With("FLASHSALE_INSTANCES", "4");
        await StartAsync();
        await Task.Delay(1000);
        _log.Entries.ShouldNotContain(entry => entry.Contains(About, StringComparison.Ordinal));
    }

    [Fact]
    public void Should_refuse_a_pool_without_a_connection() =>
        Should.Throw<InvalidOperationException>(() => _host.With("FLASHSALE_POSTGRES_POOL", "0").StartAsync(_ => { }).GetAwaiter().GetResult()).Message.ShouldContain(About);

    Task StartAsync() => _host.StartAsync(_ => { }, services => services.AddSingleton<ILoggerProvider>(_log));
}
