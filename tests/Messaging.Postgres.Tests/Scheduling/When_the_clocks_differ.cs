using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

/// <summary>PostgreSQL's clock is an hour behind or ahead of the process's: a function of that name comes before the real now().</summary>
public sealed class When_the_clocks_differ(MessagingFixture fixture) : IClassFixture<MessagingFixture>, IAsyncLifetime
{
    readonly Guid _key = NewId.NextGuid();
    TestHost? _host;

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The next one has another clock.</summary>
    public Task DisposeAsync() => _host?.StopAsync() ?? Task.CompletedTask;

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Should_redeliver_after_the_delay_by_PostgreSQLs_clock(int hours)
    {
        var host = await StartAsync(hours);
        await host.SendAsync("work", new DoWork(_key) { FailingAttempts = 1 });

        (await DueInMinutesAsync(hours)).ShouldBe(120, tolerance: 1);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Should_publish_after_the_delay_by_PostgreSQLs_clock(int hours)
    {
        var host = await StartAsync(hours);
        await host.InScopeAsync(async scope =>
        {
            await scope.GetRequiredService<IPublishEndpoint>().Publish(new TripExpired(_key), publish => publish.Delay = TimeSpan.FromHours(2));
            await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
        });

        (await DueInMinutesAsync(hours)).ShouldBe(120, tolerance: 1);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Should_leave_a_time_as_it_is(int hours)
    {
        var host = await StartAsync(hours);
        // By the real clock.
        var at = await fixture.Database.ScalarAsync<DateTime>("SELECT now()") + TimeSpan.FromHours(5);
        await host.InScopeAsync(async scope =>
        {
            await scope.GetRequiredService<IMessageScheduler>().SchedulePublish(at, new TripExpired(_key));
            await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
        });

        (await DueInMinutesAsync(hours)).ShouldBe((5 - hours) * 60, tolerance: 1);
    }

    async Task<TestHost> StartAsync(int hours)
    {
        var schema = $"clock_{Guid.NewGuid():N}";
        await fixture.Database.ExecuteAsync($"CREATE SCHEMA {schema}");
        await fixture.Database.ExecuteAsync($"CREATE FUNCTION {schema}.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT pg_catalog.now() + interval '{hours} hours' $$");
        return _host = await fixture.StartHostAsync(builder =>
        {
            builder.Postgres = new NpgsqlConnectionStringBuilder(fixture.Database.ConnectionString) { SearchPath = $"{schema}, pg_catalog, public" }.ConnectionString;
            builder.RetryMilliseconds = [];
            builder.AddEndpoint("work", outbox: true, endpoint => endpoint.UseScheduledRedelivery(redelivery => redelivery.Intervals(TimeSpan.FromHours(2))), typeof(WorkConsumer)).AddListeners();
        });
    }

    /// <summary>Until the message is due, by the clock that the host takes for PostgreSQL's.</summary>
    Task<double> DueInMinutesAsync(int hours) => Poll.UntilAsync(
        () => fixture.Database.ScalarAsync<double>($"SELECT (EXTRACT(epoch FROM due_at - now()) / 60)::double precision - {hours * 60} FROM trips.scheduled_message WHERE position('{_key}' in convert_from(body, 'UTF8')) > 0"),
        minutes => minutes != 0, "the message is scheduled");
}
