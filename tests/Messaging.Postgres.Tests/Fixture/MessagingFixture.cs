using FlashSale.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MassTransit.Tests;

/// <summary>A database and a virtual host of one's own, and hosts over them: as many as a test wants, as if they were processes.</summary>
public sealed class MessagingFixture : IAsyncLifetime
{
    public const string Schema = "trips";

    readonly List<TestHost> _hosts = [];
    TestHost? _workers;

    public TestDatabase Database { get; init; } = new();
    public TestBroker Broker { get; } = new();
    public Seen Seen { get; } = new();
    public WorkGate Gate { get; } = new();
    public Deliveries Deliveries { get; } = new();

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

    /// <summary>A started host with the endpoints that configure adds; short waits everywhere.</summary>
    public async Task<TestHost> StartHostAsync(Action<TestHostBuilder> configure)
    {
        var builder = new TestHostBuilder(this);
        configure(builder);
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync();
        return host;
    }

    /// <summary>The host that most tests of a class share: the worker with its outbox on the queue work, and listeners to all that it sends.</summary>
    public async Task<TestHost> StartWorkersAsync() => _workers ??= await StartHostAsync(builder => builder.AddConsumer<WorkConsumer>("work").AddListeners());

    /// <summary>Three messages a group, committed by a process that died before it could send one.</summary>
    public async Task<TestHost> LeaveGroupsAsync(params Guid[] keys)
    {
        var dead = await StartHostAsync(builder => builder.Loops = false);
        foreach (var key in keys)
            await dead.InScopeAsync(async scope =>
            {
                for (var number = 0; number < 3; number++)
                    await scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(key, number));
                await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
            });
        await Database.ExecuteAsync("UPDATE trips.outbox SET lease_until = now() - interval '1 second'");
        return dead;
    }

    public Task<long> CountAsync(string table, string where = "true") => Database.ScalarAsync<long>($"SELECT count(*) FROM {Schema}.{table} WHERE {where}");

    /// <summary>Waits until what listeners have seen of a message type amounts to what is expected.</summary>
    public Task SeesAsync<T>(Func<IReadOnlyList<T>, object> amount, object expected)
        where T : class =>
        Poll.UntilAsync(() => Task.FromResult(amount(Seen.All<T>())), seen => seen.Equals(expected), $"{typeof(T).Name} seen: {expected}");

    /// <summary>After this, everything of the type that reached the broker before is seen: a last one has come through the same queue.</summary>
    public async Task HasSeenAllSoFarAsync<T>(TestHost host, T last)
        where T : class
    {
        var messageId = NewId.NextGuid();
        await host.Bus.Publish(last, context => context.MessageId = messageId);
        await Poll.UntilAsync(() => Task.FromResult(Seen.Remove(messageId)), "the last one is seen");
    }

    /// <summary>Waits until nothing is left to deliver.</summary>
    public Task OutboxIsEmptyAsync() => Poll.UntilAsync(() => CountAsync("outbox"), count => count == 0, "the outbox is empty");

    /// <summary>Waits until that many deliveries of the message have ended, in whatever way.</summary>
    public Task EndedAsync(Guid messageId, int deliveries = 1) =>
        Poll.UntilAsync(() => Task.FromResult(Deliveries.Ended(messageId)), ended => ended >= deliveries, $"{deliveries} deliveries of {messageId} have ended");

    public async Task<Trip?> TripAsync(Guid tripId)
    {
        await using var dbContext = CreateDbContext();
        return await dbContext.Trips.AsNoTracking().SingleOrDefaultAsync(trip => trip.CorrelationId == tripId);
    }

    public TripDbContext CreateDbContext() => new(new DbContextOptionsBuilder<TripDbContext>().UseNpgsql(Database.DataSource).Options);
}
