using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

/// <summary>A database and a virtual host of one test, hosts to kill, and a look at what the broker got from them.</summary>
public abstract class CrashTest : IAsyncLifetime
{
    readonly List<KillableHost> _hosts = [];

    protected virtual MessagingFixture Fixture { get; } = new();

    protected Guid Key { get; } = NewId.NextGuid();

    protected WireTap<JobStep> Steps { get; } = new();

    public virtual async Task InitializeAsync()
    {
        await Fixture.InitializeAsync();
        await Steps.OpenAsync(Fixture.Broker.Address);
    }

    public virtual async Task DisposeAsync()
    {
        await StopAllAsync();
        await Steps.DisposeAsync();
        await Fixture.DisposeAsync();
    }

    protected async Task<KillableHost> StartAsync(Action<TestHostBuilder> configure)
    {
        var host = await KillableHost.StartAsync(Fixture, builder =>
        {
            // Leases that do not run out while a test looks, unless it wants them to.
            builder.Options = options => (options.Lease, options.DeliveryTimeout) = (TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1));
            configure(builder);
        });
        _hosts.Add(host);
        return host;
    }

    protected Task<long> EffectsAsync() => Fixture.CountAsync("effects", $"\"Key\" = '{Key}'");

    /// <summary>Waits until each of these steps has come at least once, and checks that first comings are in the order of capture.</summary>
    protected async Task StepsAsync(params int[] numbers)
    {
        await Poll.UntilAsync(() => Task.FromResult(Steps.Messages.Count), count => count >= numbers.Length, $"{numbers.Length} steps have come");
        Steps.Messages.Select(step => step.Number).ShouldBe(numbers);
    }

    /// <summary>What was sent again was the same message, by its id and to the byte.</summary>
    protected void CopiesAreIdentical()
    {
        Steps.Messages.ShouldBeUnique();
        foreach (var copies in Steps.Sightings.GroupBy(sighting => sighting.MessageId))
        {
            foreach (var copy in copies)
                copy.Content.ShouldBe(copies.First().Content);
        }
    }

    protected void NoStepCameTwice()
    {
        Steps.Messages.ShouldBeUnique();
        Steps.Sightings.ShouldBeUnique();
    }

    protected async Task NothingIsCommittedAsync()
    {
        (await EffectsAsync()).ShouldBe(0);
        (await Fixture.CountAsync("inbox")).ShouldBe(0);
        (await Fixture.CountAsync("outbox")).ShouldBe(0);
        (await Fixture.CountAsync("scheduled_message")).ShouldBe(0);
        Steps.Sightings.ShouldBeEmpty();
    }

    /// <summary>
    /// Waits for the delivery of all rows, stops the hosts and looks into every queue: what they left unacked would be back in
    /// it, what faulted in _error, what nobody consumed in _skipped.
    /// </summary>
    protected async Task NothingIsLeftAsync()
    {
        await Fixture.OutboxIsEmptyAsync();
        await StopAllAsync();
        foreach (var queue in await Fixture.Broker.QueueNamesAsync())
        {
            if (!queue.StartsWith("amq.", StringComparison.Ordinal))
                (await Fixture.Broker.CountAsync(queue)).ShouldBe(0, queue);
        }
    }

    /// <summary>Waits until so many statements of this database wait for a lock.</summary>
    protected Task WaitingForLocksAsync(int count, string statement = "") => Poll.UntilAsync(
        () => Fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ILIKE '%{statement}%'"),
        waiting => waiting == count,
        $"{count} statements wait for a lock");

    /// <summary>Commits groups of steps (numbered throughout) whose process is gone before it has sent anything.</summary>
    protected async Task LeaveGroupsBehindAsync(int groups, int steps)
    {
        var host = await StartAsync(builder =>
        {
            builder.Loops = false;
            builder.Options += options => (options.Lease, options.DeliveryTimeout) = (TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(1));
        });
        for (var group = 0; group < groups; group++)
            await PublishAsync(host.Host, Enumerable.Range(group * steps, steps));
        host.Kill();
    }

    /// <summary>Publishes steps through the bus outbox, as a web request does.</summary>
    protected Task PublishAsync(TestHost host, IEnumerable<int> numbers) => host.InScopeAsync(async scope =>
    {
        foreach (var number in numbers)
            await scope.GetRequiredService<IPublishEndpoint>().Publish(new JobStep(Key, number));
        await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
    });

    async Task StopAllAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        _hosts.Clear();
    }
}
