using Shouldly;
using Xunit;

namespace FlashSale.Operate.Tests;

public sealed class When_messages_are_parked : Commands
{
    static readonly object One = new
    {
        id = 17,
        table = "ordering.outbox",
        messageId = Given.MessageId,
        messageType = "OrderConfirmed",
        orderId = Given.OrderId,
        destination = "exchange:order",
        sentAt = Given.Then,
        parkedAt = Given.Then,
        attempts = 5,
        reason = "Invalid\nURI",
        remedy = "send it",
    };

    [Fact]
    public async Task Should_list_them()
    {
        Api.Answer("GET parked-messages", new[] { One });
        var ran = await RunAsync("parked");
        ran.Code.ShouldBe(0);
        ran.Lines.Length.ShouldBe(3);
        ran.Lines[1].ShouldBe($"17      OrderConfirmed  {Given.MessageId}  {Given.OrderId}  ordering.outbox  exchange:order  2026-11-26T20:00:00Z  2026-11-26T20:00:00Z  5      Invalid URI");
        ran.Lines[2].ShouldBe("1 parked message");
    }

    [Fact]
    public async Task Should_say_that_there_are_none()
    {
        Api.Answer("GET parked-messages", Array.Empty<object>());
        (await RunAsync("parked")).ShouldBe(new(0, "no parked messages\n", ""));
    }

    [Fact]
    public async Task Should_print_one_whole()
    {
        Api.Answer("GET parked-messages/17", new { message = One, properties = new { source = "x" }, body = "{\"message\":1}" });
        (await RunAsync("parked", "show", "17")).Output.ShouldContain("\"source\": \"x\"");
    }

    [Theory]
    [InlineData("send", "sent again")]
    [InlineData("discard", "discarded")]
    public async Task Should_send_or_discard_with_a_reason_on_record(string verb, string done)
    {
        Api.Answer($"POST parked-messages/{verb}", new { count = 2 });
        (await RunAsync("parked", verb, "17", "18", "--reason", "mended", "--by", "erin")).ShouldBe(new(0, $"2 parked messages {done}\n", ""));
        var request = Api.Requests.ShouldHaveSingleItem();
        (request.By, request.Body).ShouldBe(("erin", """{"ids":[17,18],"all":false,"reason":"mended"}"""));
    }

    [Fact]
    public async Task Should_send_all()
    {
        Api.Answer("POST parked-messages/send", new { count = 1 });
        (await RunAsync("parked", "send", "--all", "--reason", "mended")).ShouldBe(new(0, "1 parked message sent again\n", ""));
        Api.Requests.ShouldHaveSingleItem().Body.ShouldBe("""{"all":true,"reason":"mended"}""");
    }

    [Fact]
    public async Task Should_end_with_1_when_one_was_not_parked_any_more()
    {
        Api.Answer("POST parked-messages/send", new { count = 1 });
        (await RunAsync("parked", "send", "17", "18", "--reason", "mended")).Code.ShouldBe(1);
    }

    [Theory]
    [InlineData("parked", "send", "--reason", "x")]
    [InlineData("parked", "send", "17", "--all", "--reason", "x")]
    [InlineData("parked", "send", "17")]
    [InlineData("parked", "discard", "--all")]
    [InlineData("parked", "send", "seventeen", "--reason", "x")]
    public async Task Should_not_guess(params string[] args)
    {
        (await RunAsync(args)).Code.ShouldBe(2);
        Api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_have_a_history()
    {
        Api.Answer("GET parked-messages/history", new[] { new { closedAt = Given.Then, closedBy = "erin", reason = "mended", outcome = "sent", count = 2, messages = new[] { "OrderConfirmed 1", "OrderExpired 2" } } });
        (await RunAsync("parked", "history")).Lines[1].ShouldBe("2026-11-26T20:00:00Z  sent  2         erin  mended  OrderConfirmed 1, OrderExpired 2");
    }

    [Fact]
    public async Task Should_be_among_what_does_not_balance()
    {
        Api.Answer("GET reconciliation", new { products = Array.Empty<object>(), stuck = Array.Empty<object>(), parked = new[] { One }, balanced = false });
        var ran = await RunAsync("reconcile");
        ran.Code.ShouldBe(1);
        ran.Lines[^1].ShouldBe("1 parked message: remove the cause, then ./flashsale parked send");
    }
}
