using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_two_sweeps_run(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_deliver_each_message_once_and_each_group_in_order()
    {
        var keys = Enumerable.Range(0, 150).Select(_ => NewId.NextGuid()).ToArray();
        var dead = await fixture.LeaveGroupsAsync(keys);

        // First, and alone: what the sweeps publish before the queue is bound is nobody's.
        await fixture.StartHostAsync(builder =>
        {
            builder.Loops = false;
            builder.AddSeen<WorkDone>("work-done");
        });
        // Small batches, so that the two meet often.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => fixture.StartHostAsync(builder => builder.Options = options => options.BatchSize = 5)));

        await fixture.OutboxIsEmptyAsync();
        await fixture.HasSeenAllSoFarAsync(dead, new WorkDone(Guid.Empty, 0));
        var seen = fixture.Seen.All<WorkDone>().ToLookup(done => done.Key, done => done.Number);
        foreach (var key in keys)
            seen[key].ShouldBe([0, 1, 2]);
    }
}
