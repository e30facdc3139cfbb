using Shouldly;
using Xunit;

namespace FlashSale.Operate.Tests;

public sealed class When_dead_letters_are_shown : Commands
{
    const string Route = $"GET dead-letters/{Given.Queue}";

    [Fact]
    public async Task Should_print_one_line_for_each_and_how_many_there_are()
    {
        Api.Answer(Route, Given.Page(Given.Message()));

        var ran = await RunAsync("dead-letters", "show", Given.Queue);

        ran.Code.ShouldBe(0);
        ran.Lines.Length.ShouldBe(3);
        ran.Lines[1].ShouldBe($"{Given.MessageId}  PaymentReceived  {Given.OrderId}  2026-11-26T20:00:00Z  5           1        System.TimeoutException  The bank was slow  Acts         The order is AwaitingPayment: this payment pays for it.");
        ran.Lines[2].ShouldBe("1 of 3 matching, 7 dead letters in the queue");
        Api.Requests.ShouldHaveSingleItem().Query.ShouldBe("?limit=100");
    }

    [Fact]
    public async Task Should_ask_for_those_that_fit()
    {
        Api.Answer(Route, Given.Page());
        await RunAsync("dead-letters", "show", Given.Queue, "--type", "PaymentReceived", "--exception", "A&B", "--order", $"{Given.OrderId}", "--limit", "5");
        Api.Requests.ShouldHaveSingleItem().Query.ShouldBe($"?limit=5&messageType=PaymentReceived&exceptionType=A%26B&orderId={Given.OrderId}");
    }

    [Fact]
    public async Task Should_print_one_whole_as_JSON()
    {
        Api.Answer($"{Route}/{Given.MessageId}", new { letter = Given.Message(), headers = new { stack = "at <Bank>.Pay()" } });
        var ran = await RunAsync("dead-letters", "show", Given.Queue, Given.MessageId);
        ran.Code.ShouldBe(0);
        ran.Output.ShouldContain("\"stack\": \"at <Bank>.Pay()\"");
    }

    /// <summary>The list's route knows no message id: it would answer with all.</summary>
    [Fact]
    public async Task Should_find_one_by_its_message_id_alone()
    {
        Api.Answer($"{Route}/{Given.MessageId}", new { letter = Given.Message(), headers = new { } });
        var ran = await RunAsync("dead-letters", "show", Given.Queue, "--message", Given.MessageId);
        ran.Code.ShouldBe(0);
        ran.Lines.Length.ShouldBe(2);
        ran.Lines[1].ShouldStartWith($"{Given.MessageId}  PaymentReceived");
    }

    [Fact]
    public async Task Should_keep_long_ids_whole_on_a_terminal()
    {
        Api.Answer(Route, Given.Page(Given.Message()));
        var ran = await RunOnATerminalAsync("dead-letters", "show", Given.Queue);
        ran.Output.ShouldContain(Given.MessageId);
        ran.Output.ShouldContain($"{Given.OrderId}");
    }
}
