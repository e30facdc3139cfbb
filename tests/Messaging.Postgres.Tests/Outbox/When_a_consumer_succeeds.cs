using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_consumer_succeeds(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_deliver_what_context_and_injected_endpoints_sent_awaited_or_not()
    {
        var host = await fixture.StartWorkersAsync();
        var key = NewId.NextGuid();
        var messageId = await host.SendAsync("work", new DoWork(key) { Events = 2 });

        await fixture.SeesAsync<WorkDone>(seen => string.Join(',', seen.Where(done => done.Key == key).Select(done => done.Number).Order()), "-1,0,1");
        await fixture.SeesAsync<WorkStarted>(seen => seen.Count(started => started.Key == key), 1);
        await fixture.SeesAsync<WorkSent>(seen => seen.Count(sent => sent.Key == key), 1);
        await fixture.OutboxIsEmptyAsync();
        (await fixture.CountAsync("inbox", $"message_id = '{messageId}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Should_hold_everything_back_until_the_commit()
    {
        var host = await fixture.StartWorkersAsync();
        var key = NewId.NextGuid();
        await host.SendAsync("work", new DoWork(key) { Wait = true });
        await fixture.Gate.Entered;

        // Everything is published by now. What another connection sees is what a crash would leave: nothing.
        (await fixture.CountAsync("effects", $"\"Key\" = '{key}'")).ShouldBe(0);
        fixture.Seen.All<WorkStarted>().ShouldNotContain(started => started.Key == key);

        fixture.Gate.Open();
        await fixture.SeesAsync<WorkStarted>(seen => seen.Count(started => started.Key == key), 1);
        (await fixture.CountAsync("effects", $"\"Key\" = '{key}'")).ShouldBe(1);
    }
}
