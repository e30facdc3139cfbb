using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_message_is_scheduled(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    readonly Guid _tripId = NewId.NextGuid();

    [Fact]
    public async Task Should_fire_after_its_time_and_not_before()
    {
        var host = await StartAsync();
        // The first event of a host is slow; the one that counts must be handled well before it is due.
        await fixture.EndedAsync(await host.SendAsync("trips", new BookTrip(NewId.NextGuid())));
        var due = await NowAsync() + TimeSpan.FromSeconds(3);
        await fixture.EndedAsync(await host.SendAsync("trips", new BookTrip(_tripId, due)));
        (await NowAsync()).ShouldBeLessThan(due);

        await SeesExpiryAsync();
        (await NowAsync()).ShouldBeGreaterThanOrEqualTo(due);
        (await fixture.TripAsync(_tripId))!.CurrentState.ShouldBe("Expired");
        await ScheduleIsEmptyAsync();
    }

    [Fact]
    public async Task Should_survive_a_restart()
    {
        var first = await StartAsync();
        await fixture.EndedAsync(await first.SendAsync("trips", new BookTrip(_tripId, await NowAsync() + TimeSpan.FromSeconds(1))));
        await first.StopAsync();
        (await RowsAsync()).ShouldBe(1);

        await StartAsync();
        await SeesExpiryAsync();
    }

    [Fact]
    public async Task Should_not_fire_when_it_was_unscheduled()
    {
        var host = await StartAsync();
        await fixture.EndedAsync(await host.SendAsync("trips", new BookTrip(_tripId, DateTime.UtcNow.AddHours(1))));
        await fixture.EndedAsync(await host.SendAsync("trips", new PayTrip(_tripId)));

        (await RowsAsync()).ShouldBe(0);
        (await fixture.TripAsync(_tripId))!.DeadlineToken.ShouldBeNull();
    }

    [Fact]
    public async Task Should_be_replaced_by_a_later_schedule()
    {
        var host = await StartAsync();
        await fixture.EndedAsync(await host.SendAsync("trips", new BookTrip(_tripId, DateTime.UtcNow.AddHours(1))));
        await fixture.EndedAsync(await host.SendAsync("trips", new PostponeTrip(_tripId, DateTime.UtcNow.AddHours(2))));

        (await RowsAsync()).ShouldBe(1);
        (await fixture.Database.ScalarAsync<bool>("SELECT due_at > now() + interval '90 minutes' FROM trips.scheduled_message WHERE token_id = $1", (await fixture.TripAsync(_tripId))!.DeadlineToken!.Value)).ShouldBeTrue();
    }

    [Fact]
    public async Task Should_wait_for_SaveChanges_when_a_scope_schedules_it()
    {
        var host = await StartAsync();
        await host.InScopeAsync(async scope =>
        {
            await scope.GetRequiredService<IMessageScheduler>().SchedulePublish(DateTime.UtcNow, new TripExpired(_tripId));
            (await RowsAsync()).ShouldBe(0);
            await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
        });

        await SeesExpiryAsync();
    }

    [Fact]
    public async Task Should_turn_a_delay_into_a_schedule()
    {
        var host = await StartAsync();
        await host.InScopeAsync(async scope =>
        {
            await scope.GetRequiredService<IPublishEndpoint>().Publish(new TripExpired(_tripId), publish => publish.Delay = TimeSpan.FromMilliseconds(500));
            await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
        });

        (await RowsAsync()).ShouldBe(1);
        await SeesExpiryAsync();
    }

    [Fact]
    public async Task Should_fire_once_when_two_schedulers_run()
    {
        const int messages = 200;
        var host = await StartAsync();
        await fixture.StartHostAsync(builder => builder.Options = options => options.BatchSize = 7);
        await host.InScopeAsync(async scope =>
        {
            var due = await NowAsync() + TimeSpan.FromMilliseconds(500);
            for (var message = 0; message < messages; message++)
                await scope.GetRequiredService<IMessageScheduler>().SchedulePublish(due, new TripExpired(_tripId));
            await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
        });

        await ScheduleIsEmptyAsync();
        await SeesExpiryAsync(messages);
        await fixture.HasSeenAllSoFarAsync(host, new TripExpired(Guid.Empty));
        fixture.Seen.All<TripExpired>().Count(expired => expired.TripId == _tripId).ShouldBe(messages);
        fixture.Seen.Contexts<TripExpired>().Where(context => context.Message.TripId == _tripId).Select(context => context.MessageId).Distinct().Count().ShouldBe(messages);
    }

    Task<TestHost> StartAsync() => fixture.StartHostAsync(builder => builder.AddTrips().AddListeners());

    Task SeesExpiryAsync(int times = 1) => fixture.SeesAsync<TripExpired>(seen => seen.Count(expired => expired.TripId == _tripId), times);

    Task<DateTime> NowAsync() => fixture.Database.ScalarAsync<DateTime>("SELECT clock_timestamp()");

    Task<long> RowsAsync() => fixture.CountAsync("scheduled_message", $"position('{_tripId}' in convert_from(body, 'UTF8')) > 0");

    Task<long> ScheduleIsEmptyAsync() => Poll.UntilAsync(RowsAsync, count => count == 0, "its schedule is empty");
}
