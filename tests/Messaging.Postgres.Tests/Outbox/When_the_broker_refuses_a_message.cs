using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_the_broker_refuses_a_message(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_not_hold_back_the_others_for_ever_and_be_delivered_when_it_can()
    {
        var host = await fixture.StartWorkersAsync();
        var key = NewId.NextGuid();
        await host.SendAsync("work", new DoWork(key) { WithUnheard = true });

        // Behind the refused one in their group: they go when it has left the group.
        await fixture.SeesAsync<WorkDone>(seen => seen.Count(done => done.Key == key), 2);
        await Poll.UntilAsync(() => fixture.CountAsync("outbox"), count => count == 1, "the refused one alone is left");
        (await fixture.Database.ScalarAsync<string>("SELECT last_error FROM trips.outbox")).ShouldNotBeNullOrEmpty();
        (await fixture.Database.ScalarAsync<int>("SELECT attempts FROM trips.outbox")).ShouldBeGreaterThanOrEqualTo(3);

        await fixture.StartHostAsync(builder => builder.AddSeen<WorkUnheard>("unheard"));
        await fixture.SeesAsync<WorkUnheard>(seen => seen.Count(unheard => unheard.Key == key), 1);
        await fixture.OutboxIsEmptyAsync();
        fixture.Seen.All<WorkDone>().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Should_not_let_a_row_that_cannot_be_read_spoil_those_taken_with_it()
    {
        var dead = await fixture.StartHostAsync(builder => builder.Loops = false);
        var key = NewId.NextGuid();
        for (var number = 0; number < 3; number++)
            await dead.InScopeAsync(async scope =>
            {
                await scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(key, number));
                await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
            });
        await fixture.Database.ExecuteAsync("""UPDATE trips.outbox SET lease_until = now() - interval '1 second', properties = CASE WHEN convert_from(body, 'UTF8') ~ '"number": *0' THEN '{"source": "no address"}' ELSE properties END""");

        await fixture.StartWorkersAsync();
        await fixture.SeesAsync<WorkDone>(seen => string.Join(',', seen.Where(done => done.Key == key).Select(done => done.Number).Order()), "1,2");
        await Poll.UntilAsync(() => fixture.Database.ScalarAsync<long>("SELECT count(*) FROM messaging.parked_messages"), count => count == 1, "the row that cannot be read is kept");
    }
}
