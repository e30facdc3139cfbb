using FlashSale.TestKit;
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
}
