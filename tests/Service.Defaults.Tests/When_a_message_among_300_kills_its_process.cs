using FlashSale.ServiceDefaults.Faults;
using MassTransit;
using Npgsql;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>Processes that really die, each with all 301 messages in hand.</summary>
public sealed class When_a_message_among_300_kills_its_process(ITestOutputHelper output) : Situation
{
    const int Others = 300;

    /// <summary>The first one is not counted, at two more the neighbours are, and a slow machine may need some to let all of them through.</summary>
    const int MostDeaths = 10;

    [Theory]
    [InlineData("classic")]
    [InlineData("quorum")]
    public async Task Should_let_the_others_through_and_become_the_only_dead_letter(string queueType)
    {
        Host.With("FLASHSALE_QUEUE_TYPE", queueType);
        var (killer, messageId) = await FillAsync();

        var deaths = 0;
        do
        {
            (await VictimProcess.RunAsync(Database, Broker, queueType, killer, IsSetAsideAsync)).ShouldBeTrue("the killer strikes");
            deaths++;
            (await MostCountedAsync(messageId)).ShouldBeLessThanOrEqualTo(BreakCrashLoops.Suspicious, $"a neighbour, after {deaths} deaths");
        }
        while (deaths < MostDeaths && await LeftAsync() > 1);
        output.WriteLine($"{queueType}: deaths until the others had ended: {deaths}");
        (await LeftAsync()).ShouldBe(1u, $"the others have ended, after {deaths} deaths");

        // As the processes between would have left it.
        await Database.ExecuteAsync($"UPDATE {TestHost.Schema}.redelivered_message SET deliveries = {BreakCrashLoops.Limit - 1} WHERE message_id = $1", messageId);
        (await VictimProcess.RunAsync(Database, Broker, queueType, killer, IsSetAsideAsync)).ShouldBeTrue("its last delivery");
        (await VictimProcess.RunAsync(Database, Broker, queueType, killer, IsSetAsideAsync)).ShouldBeFalse("it is set aside without another attempt");

        var letter = (await Broker.PeekAsync(ErrorQueue)).ShouldHaveSingleItem();
        letter.GetProperty("properties").GetProperty("message_id").GetString().ShouldBe(messageId.ToString("D"));
        (await Database.ScalarAsync<long>($"SELECT count(*) FROM {TestHost.Schema}.redelivered_message")).ShouldBe(0);
    }

    /// <summary>The killer among the others, in a queue that nobody consumes.</summary>
    async Task<(Guid OrderId, Guid MessageId)> FillAsync()
    {
        var (killer, messageId) = (NewId.NextGuid(), Guid.Empty);
        Script.FailTimes(int.MaxValue, () => new NpgsqlException("away"));
        await StartAsync();
        for (var other = 0; other < Others; other++)
        {
            await PublishAsync();
            if (other != Others / 2)
                continue;
            messageId = NewId.NextGuid();
            await Host.PublishAsync(new Probe { OrderId = killer }, messageId);
        }

        await Host.StopAsync();
        (await LeftAsync()).ShouldBe((uint)Others + 1);
        return (killer, messageId);
    }

    async Task<bool> IsSetAsideAsync() => await Broker.LengthAsync(ErrorQueue) > 0;

    /// <summary>The broker gives back what a dead process had in hand.</summary>
    async Task<uint> LeftAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        return await Broker.LengthAsync(Queue);
    }

    async Task<int> MostCountedAsync(Guid killer) =>
        await Database.ScalarAsync<int>($"SELECT coalesce(max(deliveries), 0) FROM {TestHost.Schema}.redelivered_message WHERE message_id <> $1", killer);
}
