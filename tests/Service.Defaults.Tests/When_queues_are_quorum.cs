using FlashSale.TestKit;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>A quorum queue counts how often a message was given back, and drops it at its limit; ours have none that can be reached.</summary>
public sealed class When_queues_are_quorum : Situation
{
    [Fact]
    public async Task Should_not_drop_what_is_given_back_often()
    {
        Script.FailTimes(int.MaxValue, () => new InvalidOperationException("always"));
        Host.With("FLASHSALE_QUEUE_TYPE", "quorum");
        await StartAsync();
        await PublishAsync();
        await Poll.UntilAsync(() => Broker.CountAsync(ErrorQueue), count => count == 1, "a dead letter");
        await Host.StopAsync();

        await LookAsync(ErrorQueue, times: 50);
        (await Broker.PeekAsync(ErrorQueue)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_have_no_limit_of_deliveries_that_can_be_reached()
    {
        Script.FailTimes(int.MaxValue, () => new InvalidOperationException("always"));
        Host.With("FLASHSALE_QUEUE_TYPE", "quorum");
        await StartAsync();
        await PublishAsync();
        await Poll.UntilAsync(() => Broker.CountAsync(ErrorQueue), count => count == 1, "a dead letter");

        foreach (var queue in new[] { Queue, ErrorQueue })
        {
            // RabbitMQ 4 sets 20 where nothing is said.
            var arguments = await Broker.ArgumentsAsync(queue);
            arguments["x-queue-type"].GetString().ShouldBe("quorum");
            arguments["x-delivery-limit"].GetInt32().ShouldBe(int.MaxValue);
        }
    }

    async Task LookAsync(string queue, int times)
    {
        await using var connection = await new ConnectionFactory { Uri = Broker.Address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        for (var look = 0; look < times; look++)
        {
            var got = await Poll.UntilAsync(() => channel.BasicGetAsync(queue, autoAck: false), got => got is not null, $"it is there at look {look}");
            await channel.BasicNackAsync(got!.DeliveryTag, multiple: false, requeue: true);
        }
    }
}
