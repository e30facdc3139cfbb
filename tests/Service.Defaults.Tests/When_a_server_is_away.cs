using FlashSale.Admission;
using FlashSale.Admission.Sales;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.TestKit;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_a_server_is_away : Situation
{
    static NpgsqlException Away() => new("Failed to connect");

    [Fact]
    public async Task Should_try_again_until_it_is_back_and_use_up_nothing()
    {
        // The policy has 2 x 2 attempts: one more would be in _error.
        Host.With("FLASHSALE_RETRY_MILLISECONDS", "1").With("FLASHSALE_REDELIVERY_SECONDS", "0.1");
        Script.FailTimes(5, Away);
        await StartAsync();
        await PublishAsync();

        await Poll.UntilAsync(() => Task.FromResult(Script.SucceededAfterRedeliveries), count => count >= 0, "consumed");
        Script.SucceededAfterRedeliveries.ShouldBe(0);
        Script.Attempts.ShouldBe(6);
        Script.Faults.ShouldBe(0);
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_put_the_message_back_when_the_host_stops_meanwhile()
    {
        Script.FailTimes(int.MaxValue, Away);
        await StartAsync();
        var messageId = await PublishAsync();
        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts >= 2, "the message waits");

        await Host.StopAsync();

        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);
        var message = (await Broker.PeekAsync(Queue)).ShouldHaveSingleItem();
        message.GetProperty("properties").GetProperty("message_id").GetString().ShouldBe(messageId.ToString("D"));
        Script.Faults.ShouldBe(0);
    }

    [Fact]
    public async Task Should_put_the_message_back_before_the_broker_loses_patience()
    {
        var deliveredAgain = false;
        Script.Consume = (context, _) =>
        {
            deliveredAgain = context.ReceiveContext.Redelivered;
            return deliveredAgain ? Task.CompletedTask : throw Away();
        };
        await StartAsync(new FaultTimings { LongestHold = TimeSpan.FromMilliseconds(500) });
        await PublishAsync();

        await Poll.UntilAsync(() => Task.FromResult(deliveredAgain), "delivered again");
        await Poll.UntilAsync(() => Database.ScalarAsync<long>($"SELECT count(*) FROM {TestHost.Schema}.redelivered_message"), count => count == 0, "no crash loop is suspected");
    }

    [Fact]
    public async Task Should_not_set_a_poison_message_aside_while_its_redelivery_cannot_be_written()
    {
        Script.FailUntilRedelivered(() => new InvalidOperationException("poison"));
        await StartAsync();
        await MakeDatabaseReadOnlyAsync(true);
        await PublishAsync();

        // One delivery has four attempts; after twelve, two of its redeliveries could not be written.
        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts >= 12, "the message is tried again");
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);
        Script.Faults.ShouldBe(0);

        await MakeDatabaseReadOnlyAsync(false);
        await Poll.UntilAsync(() => Task.FromResult(Script.SucceededAfterRedeliveries), count => count >= 1, "redelivered and consumed");
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_hold_a_message_while_Redis_is_unavailable()
    {
        Host.With("FLASHSALE_RETRY_MILLISECONDS", "1").With("FLASHSALE_REDELIVERY_SECONDS", "0.1");
        Script.FailTimes(5, () => new InvalidOperationException("outer", new RedisUnavailableException("Redis did not answer.")));
        await StartAsync();
        await PublishAsync();

        await Poll.UntilAsync(() => Task.FromResult(Script.SucceededAfterRedeliveries), count => count >= 0, "consumed");
        Script.SucceededAfterRedeliveries.ShouldBe(0);
    }

    [Fact]
    public async Task Should_deliver_a_message_again_for_as_long_as_Redis_lacks_its_sale()
    {
        Host.With("FLASHSALE_RETRY_MILLISECONDS", "1").With("FLASHSALE_REDELIVERY_SECONDS", "0.01");
        Script.FailTimes(20, () => new InvalidOperationException("outer", new SaleNotLoadedException("phone", epoch: 1)));
        await StartAsync();
        await PublishAsync();

        // More often than any other message, and without short retries.
        await Poll.UntilAsync(() => Task.FromResult(Script.SucceededAfterRedeliveries), count => count >= 0, "consumed");
        Script.SucceededAfterRedeliveries.ShouldBe(20);
        Script.Attempts.ShouldBe(21);
        Script.Faults.ShouldBe(0);
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);
    }
}
