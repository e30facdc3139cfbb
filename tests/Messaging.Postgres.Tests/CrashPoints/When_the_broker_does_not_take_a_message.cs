using FlashSale.TestKit;
using MassTransit.PostgresIntegration;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

public sealed class When_the_broker_does_not_take_a_message : CrashTest
{
    [Fact]
    public async Task Should_send_all_once_the_broker_is_back()
    {
        var moment = new Moment();
        var duplicate = Moment.Passing(onCall: 2);
        var process = await StartAsync(builder => builder.AddJobs(after: duplicate).WithShortLease().Hold(DeliveryPoint.Committed, moment));
        await process.Host.SendAsync("jobs", new Job(Key));
        await moment.ReachedAsync();
        process.RabbitMq.Close();
        moment.Pass();
        await Poll.UntilAsync(() => Task.FromResult(process.Host.Bus), bus => ((IBusControl)bus).CheckHealth().Status != BusHealthStatus.Healthy, "the bus knows that the broker is away");
        Steps.Sightings.ShouldBeEmpty();
        (await Fixture.CountAsync("outbox")).ShouldBe(3);
        process.RabbitMq.Open();

        await StepsAsync(0, 1, 2);
        // The inbound message was never acked.
        await duplicate.ReachedAsync();
        await NothingIsLeftAsync();
        (await EffectsAsync()).ShouldBe(1);
        CopiesAreIdentical();
    }

    [Fact]
    public async Task Should_keep_what_was_returned_and_send_nothing_behind_it_until_it_is_taken()
    {
        var process = await StartAsync(builder =>
        {
            builder.AddJobs().AtTheEnd(async context =>
            {
                await context.Publish(new JobUnheard(Key), publish => publish.Mandatory = true);
                await context.Publish(new JobStep(Key, 99));
            });
            builder.Options += options => options.AttemptsInGroup = int.MaxValue;
        });
        await process.Host.SendAsync("jobs", new Job(Key, Steps: 1));
        await Poll.UntilAsync(() => Fixture.CountAsync("outbox", "attempts >= 2"), count => count == 1, "it was returned twice");
        await StepsAsync(0);

        await using var listener = await new WireTap<JobUnheard>().OpenAsync(Fixture.Broker.Address);
        await StepsAsync(0, 99);
        listener.Sightings.ShouldHaveSingleItem();
        await NothingIsLeftAsync();
        NoStepCameTwice();
    }

    [Fact]
    public async Task Should_keep_what_was_nacked_and_send_it_again()
    {
        await using var connection = await new ConnectionFactory { Uri = Fixture.Broker.Address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("full", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-max-length"] = 0, ["x-overflow"] = "reject-publish" });
        await channel.QueueBindAsync("full", $"{typeof(JobStep).Namespace}:{nameof(JobStep)}", routingKey: "");

        var process = await StartAsync(builder => builder.AddJobs().WithShortLease());
        await process.Host.SendAsync("jobs", new Job(Key));
        // Every queue but the full one gets it each time; what is behind it waits.
        await Poll.UntilAsync(() => Task.FromResult(Steps.Sightings.Count), count => count >= 2, "it was nacked and sent again");
        Steps.Messages.ShouldHaveSingleItem();
        await channel.QueueDeleteAsync("full");

        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        CopiesAreIdentical();
    }

    [Fact]
    public async Task Should_send_again_what_was_confirmed_too_late()
    {
        var moment = new Moment();
        var givenUp = Moment.Passing();
        var process = await StartAsync(builder => builder.AddJobs(after: givenUp).WithShortLease().Hold(DeliveryPoint.Confirmed, moment));
        await process.Host.SendAsync("jobs", new Job(Key));
        await moment.ReachedAsync();
        process.RabbitMq.HoldAnswers();
        moment.Pass();
        await StepsAsync(0, 1);
        await givenUp.ReachedAsync();
        (await Fixture.CountAsync("outbox", "ordinal > 0")).ShouldBe(2);
        process.RabbitMq.ReleaseAnswers();

        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        (await EffectsAsync()).ShouldBe(1);
        Steps.Sightings.Count.ShouldBeGreaterThanOrEqualTo(4);
        CopiesAreIdentical();
    }

    [Fact]
    public async Task Should_recover_when_the_broker_was_unresponsive_for_too_long()
    {
        var moment = new Moment();
        var givenUp = Moment.Passing();
        var process = await StartAsync(builder => builder.AddJobs(after: givenUp).WithShortLease().Hold(DeliveryPoint.Committed, moment));
        await process.Host.SendAsync("jobs", new Job(Key));
        await moment.ReachedAsync();
        process.RabbitMq.HoldAnswers();
        moment.Pass();
        // Not even the exchange could be declared.
        await givenUp.ReachedAsync();
        Steps.Sightings.ShouldBeEmpty();
        process.RabbitMq.ReleaseAnswers();

        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        CopiesAreIdentical();
    }
}
