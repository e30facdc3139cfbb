using FlashSale.TestKit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace MassTransit.Tests;

/// <summary>A database and a virtual host of one's own, and hosts over them: as many as a test wants, as if they were processes.</summary>
public sealed class MessagingFixture : IAsyncLifetime
{
    public const string Schema = "trips";

    readonly List<TestHost> _hosts = [];

    public TestDatabase Database { get; } = new();
    public TestBroker Broker { get; } = new();
    public Seen Seen { get; } = new();

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        await Broker.InitializeAsync();
        await Database.ExecuteAsync(TripDbContext.Tables);
    }

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>A started host. The endpoints trips (saga) and whatever configure adds; short waits everywhere.</summary>
    public async Task<TestHost> StartHostAsync(Action<TestHostBuilder> configure)
    {
        var builder = new TestHostBuilder(this);
        configure(builder);
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync();
        return host;
    }

    public Task<long> CountAsync(string table, string where = "true") => Database.ScalarAsync<long>($"SELECT count(*) FROM {Schema}.{table} WHERE {where}");

    /// <summary>Waits until nothing is left to deliver.</summary>
    public Task OutboxIsEmptyAsync() => Poll.UntilAsync(() => CountAsync("outbox"), count => count == 0, "the outbox is empty");

    public async Task<Trip?> TripAsync(Guid tripId)
    {
        await using var dbContext = new TripDbContext(new DbContextOptionsBuilder<TripDbContext>().UseNpgsql(Database.DataSource).Options);
        return await dbContext.Trips.AsNoTracking().SingleOrDefaultAsync(trip => trip.CorrelationId == tripId);
    }
}
