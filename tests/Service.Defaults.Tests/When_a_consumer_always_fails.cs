using System.Text.Json;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.TestKit;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_a_consumer_always_fails : Situation
{
    [Fact]
    public async Task Should_end_in_the_error_queue_after_all_retries_and_redeliveries()
    {
        Script.FailTimes(int.MaxValue, () => new InvalidOperationException("poison"));
        await StartAsync();
        var messageId = await PublishAsync();

        var letter = await LetterAsync();
        // (1 + 3 retries) x (1 + 2 redeliveries)
        Script.Attempts.ShouldBe(12);
        // A redelivery is a new message to the broker; the inbox, and whoever looks, know it by the original's id.
        var headers = letter.GetProperty("properties").GetProperty("headers");
        Envelope(letter).GetProperty("headers").GetProperty("MT-OriginalMessageId").GetString().ShouldBe(messageId.ToString("D"));
        headers.GetProperty("MT-Fault-ExceptionType").GetString().ShouldBe("System.InvalidOperationException");
        headers.GetProperty("MT-Fault-Message").GetString().ShouldBe("poison");
        headers.GetProperty("MT-Fault-StackTrace").GetString().ShouldNotBeNullOrEmpty();
        headers.GetProperty("MT-Fault-InputAddress").GetString()!.ShouldEndWith("/probe");
    }

    [Fact]
    public async Task Should_not_hold_its_place_for_what_is_not_there_yet()
    {
        Script.FailTimes(int.MaxValue, () => new InvalidOperationException("outer", new TooEarlyException()));
        await StartAsync();
        await PublishAsync();

        await LetterAsync();
        // (1 + 0 retries) x (1 + 2 redeliveries)
        Script.Attempts.ShouldBe(3);
    }

    [Fact]
    public async Task Should_go_on_asking_while_the_outcome_is_unknown()
    {
        // 12 attempts are all that other faults get.
        Script.FailTimes(20, () => new AnybodysGuessException());
        await StartAsync();
        await PublishAsync();

        await Poll.UntilAsync(() => Task.FromResult(Script.SucceededAfterRedeliveries), count => count >= 0, "consumed");
        Script.SucceededAfterRedeliveries.ShouldBe(5);
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);
    }

    sealed class TooEarlyException() : RetryLaterException("not yet");

    sealed class AnybodysGuessException() : OutcomeUnknownException("who knows");

    [Fact]
    public async Task Should_publish_one_fault()
    {
        Script.FailTimes(int.MaxValue, () => new InvalidOperationException("poison"));
        await StartAsync();
        await PublishAsync();
        await LetterAsync();

        // A second message's fault comes after all of the first one's: queues keep their order.
        await PublishAsync();
        await Poll.UntilAsync(() => Broker.CountAsync(ErrorQueue), count => count == 2, "both letters");
        await Poll.UntilAsync(() => Task.FromResult(Script.Faults), faults => faults >= 2, "the second fault");
        Script.Faults.ShouldBe(2);
    }

    [Fact]
    public async Task Should_keep_the_dead_letter_however_often_someone_looks()
    {
        Script.FailTimes(int.MaxValue, () => new InvalidOperationException("poison"));
        await StartAsync();
        await PublishAsync();
        var first = await LetterAsync();

        for (var look = 0; look < 25; look++)
            (await Broker.PeekAsync(ErrorQueue)).ShouldHaveSingleItem();
        (await LetterAsync()).GetProperty("payload").GetString().ShouldBe(first.GetProperty("payload").GetString());
        var arguments = await Broker.ArgumentsAsync(ErrorQueue);
        arguments.Keys.Except(["x-queue-type", "x-delivery-limit"]).ShouldBeEmpty("no time to live, no dead-letter exchange");
        if (arguments.TryGetValue("x-delivery-limit", out var limit))
            limit.GetInt32().ShouldBe(int.MaxValue);
    }

    [Fact]
    public async Task Should_treat_a_cancellation_inside_an_exception_like_any_fault()
    {
        Script.FailTimes(int.MaxValue, () => new InvalidOperationException("wrapped", new TaskCanceledException("a request of the consumer timed out")));
        await StartAsync();
        await PublishAsync();

        var headers = (await LetterAsync()).GetProperty("properties").GetProperty("headers");
        headers.GetProperty("MT-Fault-ExceptionType").GetString().ShouldBe("MassTransit.ConsumerCanceledException");
        Script.Attempts.ShouldBe(12);
    }

    [Fact]
    public async Task Should_treat_a_cancelled_operation_of_the_consumer_like_any_fault()
    {
        Script.FailTimes(int.MaxValue, () => new TaskCanceledException("a request of the consumer timed out"));
        await StartAsync();
        await PublishAsync();

        var headers = (await LetterAsync()).GetProperty("properties").GetProperty("headers");
        headers.GetProperty("MT-Fault-ExceptionType").GetString().ShouldBe("MassTransit.ConsumerCanceledException");
        Script.Attempts.ShouldBe(12);
    }

    [Fact]
    public async Task Should_treat_a_cancelled_operation_before_the_consumer_like_any_fault()
    {
        Script.BeforeConsume = () => throw new InvalidOperationException("outer", new TaskCanceledException("a repository's statement was cancelled"));
        await StartAsync();
        await PublishAsync();

        var headers = (await LetterAsync()).GetProperty("properties").GetProperty("headers");
        headers.GetProperty("MT-Fault-ExceptionType").GetString()!.ShouldEndWith("UnexpectedCancellationException");
        headers.GetProperty("MT-Fault-Message").GetString()!.ShouldContain("a repository's statement was cancelled");
    }

    [Fact]
    public async Task Should_not_count_lost_races_as_failures()
    {
        Script.FailTimes(15, () => new InvalidOperationException("wrapped by EF", new PostgresException("lost", "ERROR", "ERROR", PostgresErrorCodes.SerializationFailure)));
        await StartAsync();
        await PublishAsync();

        await Poll.UntilAsync(() => Task.FromResult(Script.SucceededAfterRedeliveries), count => count >= 0, "consumed");
        Script.SucceededAfterRedeliveries.ShouldBe(0);
        Script.Attempts.ShouldBe(16);
    }

    static JsonElement Envelope(JsonElement letter) => JsonDocument.Parse(letter.GetProperty("payload").GetString()!).RootElement;

    async Task<JsonElement> LetterAsync() =>
        (await Poll.UntilAsync(() => Broker.PeekAsync(ErrorQueue), letters => letters.Count > 0, "a letter in the error queue"))[0];
}
