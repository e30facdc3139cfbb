using MassTransit.PostgresIntegration;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_process_dies_before_delivery(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_be_delivered_by_another_one_as_it_was_captured_and_in_order()
    {
        var dying = await fixture.StartHostAsync(builder =>
        {
            builder.AddConsumer<WorkConsumer>("work");
            builder.Loops = false;
            builder.Options = options =>
            {
                (options.Lease, options.DeliveryTimeout) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2));
                options.Reached = point => point == DeliveryPoint.Committed ? throw new InvalidOperationException("Dead.") : Task.CompletedTask;
            };
        });
        var key = NewId.NextGuid();
        var messageId = await dying.SendAsync("work", new DoWork(key) { Events = 20 });
        await fixture.EndedAsync(messageId);
        (await fixture.CountAsync("outbox")).ShouldBe(23);
        var captured = await fixture.Database.ScalarAsync<Guid>("SELECT message_id FROM trips.outbox WHERE message_types LIKE '%WorkStarted%'");
        await dying.StopAsync();

        await fixture.StartHostAsync(builder => builder.AddListeners());

        await fixture.SeesAsync<WorkDone>(seen => seen.Count(done => done.Key == key), 21);
        await fixture.SeesAsync<WorkStarted>(seen => seen.Count(started => started.Key == key), 1);
        fixture.Seen.Contexts<WorkDone>().Select(context => context.Message.Number).SkipLast(1).ShouldBeInOrder();
        var started = fixture.Seen.Contexts<WorkStarted>().ShouldHaveSingleItem();
        started.MessageId.ShouldBe(captured);
        started.ConversationId.ShouldNotBeNull();
        started.SourceAddress!.AbsolutePath.ShouldEndWith("/work");
        foreach (var done in fixture.Seen.Contexts<WorkDone>().Where(context => context.Message.Number >= 0))
        {
            // In the envelope, which is the captured bytes, and beside it, where the transport's own tools look.
            done.Headers.Get<int>("Work-Number").ShouldBe(done.Message.Number);
            done.ReceiveContext.TransportHeaders.Get<int>("Work-Number").ShouldBe(done.Message.Number);
        }

        await fixture.OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task Should_have_leased_its_messages_from_their_writing_on_however_old_the_transaction_was()
    {
        var lease = TimeSpan.FromMinutes(1);
        var age = TimeSpan.FromSeconds(2);
        var dying = await fixture.StartHostAsync(builder =>
        {
            builder.AddConsumer<WorkConsumer>("work");
            builder.Loops = false;
            builder.Options = options =>
            {
                options.Lease = lease;
                options.Reached = point => point == DeliveryPoint.Committed ? throw new InvalidOperationException("Dead.") : Task.CompletedTask;
            };
        });
        var messageId = await dying.SendAsync("work", new DoWork(NewId.NextGuid()) { Wait = true });
        await fixture.Gate.Entered;
        await Task.Delay(age);
        fixture.Gate.Open();
        await fixture.EndedAsync(messageId);

        // The default of sent_at is the beginning of the transaction.
        (await fixture.Database.ScalarAsync<TimeSpan>("SELECT min(lease_until - sent_at) FROM trips.outbox")).ShouldBeGreaterThan(lease + age);
        await dying.StopAsync();
        await fixture.Database.ExecuteAsync("DELETE FROM trips.outbox");
    }
}
