using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_redelivery_is_scheduled(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_come_again_later_under_the_same_inbox_key()
    {
        var host = await fixture.StartHostAsync(builder =>
        {
            builder.RetryMilliseconds = [];
            builder.AddEndpoint("work", outbox: true, endpoint => endpoint.UseScheduledRedelivery(redelivery => redelivery.Intervals(100, 100)), typeof(WorkConsumer)).AddListeners();
        });
        var key = NewId.NextGuid();
        var messageId = await host.SendAsync("work", new DoWork(key) { FailingAttempts = 2 });

        await fixture.SeesAsync<WorkDone>(seen => seen.Count(done => done.Key == key), 2);
        WorkConsumer.Attempts[key].ShouldBe(3);
        (await fixture.CountAsync("inbox")).ShouldBe(1);
        (await fixture.CountAsync("inbox", $"message_id = '{messageId}'")).ShouldBe(1);

        // A copy of the first delivery is a duplicate of the redelivered one.
        await host.SendAsync("work", new DoWork(key), messageId);
        await fixture.EndedAsync(messageId, deliveries: 2);
        WorkConsumer.Attempts[key].ShouldBe(3);
    }

    [Fact]
    public async Task Should_need_no_DbContext()
    {
        var host = await fixture.StartHostAsync(builder =>
        {
            builder.RetryMilliseconds = [];
            builder.AddEndpoint("plain", outbox: false, endpoint => endpoint.UseScheduledRedelivery(redelivery => redelivery.Intervals(100)), typeof(FailsOnce)).AddListeners();
        });
        var tripId = NewId.NextGuid();
        await host.SendAsync("plain", new LookAtTrip(tripId));
        await fixture.SeesAsync<TripBooked>(seen => seen.Count(booked => booked.TripId == tripId), 1);
    }

    public sealed class FailsOnce : IConsumer<LookAtTrip>
    {
        public Task Consume(ConsumeContext<LookAtTrip> context) => context.GetRedeliveryCount() == 0
            ? throw new InvalidOperationException("Told to fail once.")
            : context.Publish(new TripBooked(context.Message.TripId));
    }
}
