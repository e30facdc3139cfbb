using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_copies_of_a_message_arrive_together(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_have_one_effect_and_one_set_of_events()
    {
        var host = await fixture.StartWorkersAsync();
        var (key, messageId) = (NewId.NextGuid(), NewId.NextGuid());
        for (var copy = 0; copy < 3; copy++)
            await host.SendAsync("work", new DoWork(key) { Events = 100, Wait = true }, messageId);

        // The first holds its transaction open; the others wait for its inbox row.
        await Poll.UntilAsync(() => fixture.Database.ScalarAsync<long>("SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT granted AND a.datname = current_database()"),
            waiting => waiting == 2, "two copies wait for the first");
        fixture.Gate.Open();
        await fixture.EndedAsync(messageId, deliveries: 3);

        WorkConsumer.Attempts[key].ShouldBe(1);
        (await fixture.CountAsync("effects", $"\"Key\" = '{key}'")).ShouldBe(1);
        await fixture.OutboxIsEmptyAsync();
        await fixture.HasSeenAllSoFarAsync(host, new WorkDone(Guid.Empty, 0));
        fixture.Seen.All<WorkDone>().Select(done => done.Number).Order().ShouldBe(Enumerable.Range(-1, 101));
        (await fixture.Broker.CountAsync("work_skipped")).ShouldBe(0);
        (await fixture.Broker.CountAsync("work_error")).ShouldBe(0);
    }
}
