using Shouldly;
using Xunit;

namespace FlashSale.Operate.Tests;

public sealed class When_dead_letters_are_replayed : Commands
{
    const string Route = $"POST dead-letters/{Given.Queue}/redeliver";
    static readonly string Progress = $"GET dead-letters/redeliveries/{Given.ReplayId}";

    [Theory]
    [InlineData("replay")]
    [InlineData("redeliver")]
    public async Task Should_wait_until_it_has_ended(string verb)
    {
        Api.Answer(Route, Given.Replay("Running"));
        Api.AnswerInTurn(Progress, Given.Replay("Running", redelivered: 1), Given.Replay("Completed", redelivered: 3));

        var ran = await RunAsync("dead-letters", verb, Given.Queue, "--reason", "the bank is back");

        ran.ShouldBe(new(0, "order-state_error: Completed, 3 replayed, 0 came back\n", ""));
        Api.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Should_show_on_a_terminal_how_far_it_is()
    {
        Api.Answer(Route, Given.Replay("Running"));
        Api.AnswerInTurn(Progress, Given.Replay("Running", redelivered: 2), Given.Replay("Completed", redelivered: 3));
        (await RunOnATerminalAsync("dead-letters", "replay", Given.Queue, "--reason", "x")).Error.ShouldContain("\rorder-state_error: 2 replayed\e[K");
    }

    [Fact]
    public async Task Should_send_all_that_was_said()
    {
        Api.Answer(Route, Given.Replay("Completed"));

        await RunAsync("dead-letters", "replay", Given.Queue, "--message", "m", "--type", "PaymentReceived", "--exception", "TimeoutException", "--order", $"{Given.OrderId}",
            "--limit", "5", "--rate", "7", "--keep-going", "--reason", "@erin: it is \"mended\"", "--by", "erin");

        var request = Api.Requests.ShouldHaveSingleItem();
        request.By.ShouldBe("erin");
        var filter = request.Json.GetProperty("filter");
        filter.GetProperty("messageId").GetString().ShouldBe("m");
        filter.GetProperty("messageType").GetString().ShouldBe("PaymentReceived");
        filter.GetProperty("exceptionType").GetString().ShouldBe("TimeoutException");
        filter.GetProperty("orderId").GetGuid().ShouldBe(Given.OrderId);
        request.Json.GetProperty("limit").GetInt32().ShouldBe(5);
        request.Json.GetProperty("ratePerSecond").GetInt32().ShouldBe(7);
        request.Json.GetProperty("stopOnRepeat").GetBoolean().ShouldBeFalse();
        request.Json.GetProperty("dryRun").GetBoolean().ShouldBeFalse();
        request.Json.GetProperty("reason").GetString().ShouldBe("@erin: it is \"mended\"");
    }

    /// <summary>The API's rate is no nullable number: null would be refused.</summary>
    [Fact]
    public async Task Should_leave_to_the_API_what_was_not_said()
    {
        Api.Answer(Route, Given.Replay("Completed"));
        await RunAsync("dead-letters", "replay", Given.Queue, "--reason", "x");
        var request = Api.Requests.ShouldHaveSingleItem();
        request.By.ShouldBe(Environment.UserName);
        request.Body.ShouldBe("""{"filter":{},"dryRun":false,"stopOnRepeat":true,"reason":"x"}""");
    }

    [Theory]
    [InlineData("Stopped")]
    [InlineData("Failed")]
    [InlineData("Interrupted")]
    public async Task Should_end_with_1_when_it_did_not_complete(string state)
    {
        Api.Answer(Route, Given.Replay(state, redelivered: 3, cameBack: 1, note: "Came back: PaymentReceived"));
        (await RunAsync("dead-letters", "replay", Given.Queue, "--reason", "x")).ShouldBe(new(1, $"order-state_error: {state}, 3 replayed, 1 came back. Came back: PaymentReceived\n", ""));
    }

    [Fact]
    public async Task Should_only_say_what_would_happen_in_a_dry_run()
    {
        Api.Answer(Route, new { queue = Given.Queue, count = 7, wouldRedeliver = 2, complete = true, outcomes = new Dictionary<string, int> { ["Acts"] = 1, ["ComesBack"] = 1 }, messages = new[] { Given.Message(), Given.Message("StockAllocated") } });

        var ran = await RunAsync("dead-letters", "replay", Given.Queue, "--dry-run");

        ran.Code.ShouldBe(0);
        ran.Lines.Length.ShouldBe(4);
        ran.Lines[^1].ShouldBe("order-state_error: 2 of 7 dead letters would be replayed: 1 Acts, 1 ComesBack");
        Api.Requests.ShouldHaveSingleItem().Json.GetProperty("dryRun").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Should_take_all_queues_until_one_does_not_complete()
    {
        Api.Answer("GET dead-letters", new[] { Given.QueueOf("a_error", 0), Given.QueueOf("b_error", 1), Given.QueueOf("c_error", 1), Given.QueueOf("d_error", 1) });
        Api.Answer("POST dead-letters/b_error/redeliver", Given.Replay("Completed"));
        Api.Answer("POST dead-letters/c_error/redeliver", Given.Replay("Stopped"));

        (await RunAsync("dead-letters", "replay", "all", "--reason", "x")).Code.ShouldBe(1);

        Api.Requests.Where(request => request.Method == "POST").Select(request => request.Path).ShouldBe(["dead-letters/b_error/redeliver", "dead-letters/c_error/redeliver"]);
    }

    [Fact]
    public async Task Should_say_that_it_goes_on_when_nobody_can_be_asked_any_more()
    {
        Api.Answer(Route, Given.Replay("Running"));
        Api.Refuse(Progress, 503, """{"code":"temporarily-unavailable","detail":"The service is temporarily unavailable. Please try again."}""");

        var ran = await RunAsync("dead-letters", "replay", Given.Queue, "--reason", "x");

        ran.Code.ShouldBe(1);
        ran.Error.ShouldContain("it may still run. ./flashsale dead-letters history shows how it ends.");
        ran.Error.ShouldContain("503: The service is temporarily unavailable.");
    }

    [Fact]
    public async Task Should_be_found_in_the_history()
    {
        Api.Answer("GET dead-letters/redeliveries", new[] { Given.Replay("Stopped", 3, 1, "Came back: m"), Given.Replay("Completed", 12) });

        var ran = await RunAsync("dead-letters", "history", "--order", $"{Given.OrderId}");

        ran.Code.ShouldBe(0);
        ran.Lines.ShouldBe(
        [
            "STARTED               QUEUE              STATE      REPLAYED  CAME BACK  BY    REASON            NOTE",
            "2026-11-26T20:00:00Z  order-state_error  Stopped    3         1          erin  the bank is back  Came back: m",
            "2026-11-26T20:00:00Z  order-state_error  Completed  12        0          erin  the bank is back  -",
        ]);
        Api.Requests.ShouldHaveSingleItem().Query.ShouldBe($"?orderId={Given.OrderId}");
    }
}
