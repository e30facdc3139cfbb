using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_consumer_fails(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_deliver_the_events_of_the_attempt_that_succeeds_alone()
    {
        var host = await fixture.StartWorkersAsync();
        var key = NewId.NextGuid();
        var messageId = await host.SendAsync("work", new DoWork(key) { FailingAttempts = 2 });

        await fixture.EndedAsync(messageId);
        await fixture.OutboxIsEmptyAsync();
        await fixture.HasSeenAllSoFarAsync(host, new WorkDone(Guid.Empty, 0));
        Numbers(key).ShouldBe([-1, 0]);
        WorkConsumer.Attempts[key].ShouldBe(3);
        (await fixture.CountAsync("effects", $"\"Key\" = '{key}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Should_leave_no_trace_but_its_fault_when_it_fails_for_good()
    {
        var host = await fixture.StartWorkersAsync();
        var key = NewId.NextGuid();
        await host.SendAsync("work", new DoWork(key) { FailingAttempts = 100 });

        // Other tests of the class leave their messages there, too.
        await Poll.UntilAsync(
            async () => (await fixture.Broker.PeekAsync("work_error")).Count(letter => letter.GetProperty("payload").GetString()!.Contains($"{key}", StringComparison.Ordinal)),
            count => count == 1, "the message is in work_error");
        await Poll.UntilAsync(() => Task.FromResult(Faults(key)), count => count == 1, "one Fault<DoWork>");
        Numbers(key).ShouldBeEmpty();
        (await fixture.CountAsync("effects", $"\"Key\" = '{key}'")).ShouldBe(0);
        (await fixture.CountAsync("outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task Should_publish_a_typed_fault_when_the_consumer_succeeds_and_the_commit_does_not()
    {
        var host = await fixture.StartWorkersAsync();
        var key = NewId.NextGuid();
        await host.SendAsync("work", new DoWork(key) { CommitFails = true });

        await Poll.UntilAsync(() => Task.FromResult(Faults(key)), count => count == 1, "one Fault<DoWork>");
        Numbers(key).ShouldBeEmpty();
        (await fixture.CountAsync("effects", $"\"Key\" = '{key}'")).ShouldBe(0);
        WorkConsumer.Attempts[key].ShouldBe(4, "each attempt is a unit of work of its own");
    }

    int[] Numbers(Guid key) => [.. fixture.Seen.All<WorkDone>().Where(done => done.Key == key).Select(done => done.Number).Order()];

    int Faults(Guid key) => fixture.Seen.All<Fault<DoWork>>().Count(fault => fault.Message.Key == key);
}
