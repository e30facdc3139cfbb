using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_two_sweeps_run(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_deliver_each_message_once_and_each_group_in_order()
    {
        const int groups = 150;
        var dead = await fixture.StartHostAsync(builder => builder.Loops = false);
        for (var group = 0; group < groups; group++)
            await dead.InScopeAsync(async scope =>
            {
                var publisher = scope.GetRequiredService<IPublishEndpoint>();
                var key = NewId.NextGuid();
                for (var number = 0; number < 3; number++)
                    await publisher.Publish(new WorkDone(key, number));
                await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
            });
        (await fixture.CountAsync("outbox")).ShouldBe(groups * 3);
        await fixture.Database.ExecuteAsync("UPDATE trips.outbox SET lease_until = now() - interval '1 second'");

        // Small batches, so that the two meet often.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(number => fixture.StartHostAsync(builder =>
        {
            builder.Options = options => options.BatchSize = 5;
            if (number == 0)
                builder.AddSeen<WorkDone>("work-done");
        })));

        await fixture.OutboxIsEmptyAsync();
        await fixture.HasSeenAllSoFarAsync(dead, new WorkDone(Guid.Empty, 0));
        fixture.Seen.All<WorkDone>().Count.ShouldBe(groups * 3);
        fixture.Seen.Contexts<WorkDone>().Select(context => context.MessageId).Distinct().Count().ShouldBe(groups * 3);
        foreach (var group in fixture.Seen.All<WorkDone>().GroupBy(done => done.Key))
            group.Select(done => done.Number).ShouldBe([0, 1, 2]);
    }
}
