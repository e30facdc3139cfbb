using System.Collections.Concurrent;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.TestKit;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_a_message_kills_its_process : Situation
{
    [Fact]
    public async Task Should_set_it_aside_without_another_attempt_after_20_deliveries()
    {
        var messageId = await RequeuedMessageAsync();
        await CountAsync(messageId, 20);
        Script.FailTimes(0, () => new InvalidOperationException());
        var before = Script.Attempts;

        await StartAsync();

        var letter = (await Poll.UntilAsync(() => Broker.PeekAsync(ErrorQueue), letters => letters.Count > 0, "a letter in the error queue"))[0];
        letter.GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-ExceptionType").GetString()!.ShouldEndWith("CrashLoopException");
        letter.GetProperty("properties").GetProperty("message_id").GetString().ShouldBe(messageId.ToString("D"));
        Script.Attempts.ShouldBe(before);
        (await CountedAsync(messageId)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_let_it_have_its_20th_delivery_and_forget_the_count_when_it_ends()
    {
        var messageId = await RequeuedMessageAsync();
        await CountAsync(messageId, 19);
        Script.FailTimes(0, () => new InvalidOperationException());

        await StartAsync();

        await Poll.UntilAsync(() => Task.FromResult(Script.SucceededAfterRedeliveries), count => count >= 0, "consumed");
        await Poll.UntilAsync(() => CountedAsync(messageId), count => count == 0, "the count is forgotten");
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_count_the_delivery_before_it_is_processed()
    {
        var messageId = await RequeuedMessageAsync();
        var seen = -1;
        Script.Consume = async (_, _) => seen = await CountedAsync(messageId);

        await StartAsync();

        await Poll.UntilAsync(() => Task.FromResult(seen), count => count >= 0, "consumed");
        seen.ShouldBe(1);
    }

    [Fact]
    public async Task Should_not_count_a_neighbour_that_waits_while_a_suspect_is_processed()
    {
        var killer = await RequeuedMessageAsync();
        var neighbour = await RequeuedMessageAsync(before: 1);
        await CountAsync(killer, 15);
        await CountAsync(neighbour, 15);
        var end = new TaskCompletionSource();
        var begun = 0;
        Script.Consume = async (_, _) =>
        {
            Interlocked.Increment(ref begun);
            await end.Task;
        };

        await StartAsync();

        await Poll.UntilAsync(() => Task.FromResult(begun), count => count > 0, "the first has begun");
        // Long enough for the other one to begin as well.
        await Task.Delay(1_000);
        begun.ShouldBe(1);
        new[] { await CountedAsync(killer), await CountedAsync(neighbour) }.ShouldBe([15, 16], ignoreOrder: true);
        end.SetResult();
        await Poll.UntilAsync(async () => await CountedAsync(killer) + await CountedAsync(neighbour), sum => sum == 0, "both have ended");
    }

    [Fact]
    public async Task Should_let_a_neighbour_go_first_that_was_there_less_often()
    {
        var killer = await RequeuedMessageAsync();
        var neighbour = await RequeuedMessageAsync(before: 1);
        await CountAsync(killer, 15);
        await CountAsync(neighbour, BreakCrashLoops.Suspicious);
        var consumed = new ConcurrentQueue<Guid>();
        Script.Consume = (context, _) =>
        {
            consumed.Enqueue(context.MessageId!.Value);
            return Task.CompletedTask;
        };

        await StartAsync();

        await Poll.UntilAsync(() => Task.FromResult(consumed.Count), count => count == 2, "both are consumed");
        consumed.ShouldBe([neighbour, killer]);
    }

    [Fact]
    public async Task Should_let_no_marker_pass_for_it_that_may_be_in_the_queue_again()
    {
        await RequeuedMessageAsync();
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        Script.Consume = async (_, _) =>
        {
            begun.TrySetResult();
            await end.Task;
        };
        await StartAsync();
        await begun.Task.WaitAsync(Poll.DefaultTimeout);

        await Host.PublishAsync(new QueueMarker { SentAt = DateTimeOffset.UtcNow });
        // Long enough for one to be noted.
        await Task.Delay(1_000);
        (await MarkersAsync()).ShouldBe(0);

        end.SetResult();
        await Poll.UntilAsync(async () =>
        {
            await Host.PublishAsync(new QueueMarker { SentAt = DateTimeOffset.UtcNow });
            return await MarkersAsync();
        }, count => count == 1, "a later marker passes");
    }

    Task<long> MarkersAsync() => Database.ScalarAsync<long>("SELECT count(*) FROM messaging.queue_markers WHERE queue = $1", Queue);

    /// <summary>A message that waits in its queue, flagged redelivered, as after a crash.</summary>
    async Task<Guid> RequeuedMessageAsync(int before = 0)
    {
        Script.FailTimes(int.MaxValue, () => new NpgsqlException("away"));
        await StartAsync();
        var messageId = await PublishAsync();
        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts >= before + 1, "the message waits");
        await Host.StopAsync();
        (await Broker.CountAsync(Queue)).ShouldBe(before + 1);
        return messageId;
    }

    /// <summary>As so many processes would have left it.</summary>
    Task<int> CountAsync(Guid messageId, int deliveries) => Database.ExecuteAsync(
        $"INSERT INTO {TestHost.Schema}.redelivered_message (message_id, queue, deliveries) VALUES ($1, $2, $3) ON CONFLICT (message_id, queue) DO UPDATE SET deliveries = $3", messageId, Queue, deliveries);

    Task<int> CountedAsync(Guid messageId) => Database.ScalarAsync<int>(
        $"SELECT deliveries FROM {TestHost.Schema}.redelivered_message WHERE message_id = $1 AND queue = $2", messageId, Queue);
}
