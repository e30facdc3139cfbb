using Shouldly;
using Xunit;

namespace FlashSale.Operate.Tests;

public sealed class When_orders_are_resumed : Commands
{
    static readonly string Row = $"allocation  {Given.OrderId}  demo-phone  Allocating  2026-11-26T20:00:00Z  2";

    [Fact]
    public async Task Should_ask_for_what_the_order_waits_for_with_a_reason_on_record()
    {
        Api.Answer("POST sagas/resume", Given.Resumption(asked: true, complete: true, 1));

        var ran = await RunAsync("resume", $"{Given.OrderId}", "--reason", "the ledger is mended", "--by", "erin");

        ran.Code.ShouldBe(0);
        ran.Lines.ShouldBe(["ANSWER      ORDER                                 PRODUCT     STATE       SINCE                 RESENDS", Row, "1 answer: asked for again within seconds"]);
        var request = Api.Requests.ShouldHaveSingleItem();
        (request.By, request.Body).ShouldBe(("erin", $$"""{"orderId":"{{Given.OrderId}}","apply":true,"reason":"the ledger is mended"}"""));
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    public async Task Should_only_look_in_a_dry_run(string age, int seconds)
    {
        Api.Answer("POST sagas/resume", Given.Resumption(asked: false, complete: true, 2));

        var ran = await RunAsync("resume", "--state", "Allocating", "--older-than", age, "--dry-run");

        ran.Code.ShouldBe(1, "something is open");
        ran.Lines[^1].ShouldBe("2 answers would be asked for again");
        Api.Requests.ShouldHaveSingleItem().Body.ShouldBe($$"""{"state":"Allocating","olderThanSeconds":{{seconds}},"apply":false}""");
    }

    [Theory]
    [InlineData("--dry-run")]
    [InlineData("--reason=x")]
    public async Task Should_end_with_0_when_nothing_is_awaited(string option)
    {
        Api.Answer("POST sagas/resume", Given.Resumption(asked: false, complete: true, 0));
        (await RunAsync("resume", $"{Given.OrderId}", option)).ShouldBe(new(0, "nothing is awaited\n", ""));
    }

    [Fact]
    public async Task Should_end_with_1_when_there_are_more()
    {
        Api.Answer("POST sagas/resume", Given.Resumption(asked: true, complete: false, 1));
        var ran = await RunAsync("resume", "--state", "Allocating", "--older-than", "5m", "--reason", "x");
        ran.Code.ShouldBe(1);
        ran.Lines[^1].ShouldStartWith("there are more");
    }

    [Fact]
    public async Task Should_end_with_2_when_it_is_not_known()
    {
        Api.Refuse("POST sagas/resume", 404, """{"code":"unknown-order","detail":"There is no such order."}""");
        (await RunAsync("resume", $"{Given.OrderId}", "--dry-run"))
            .ShouldBe(new(2, "", "flashsale: 404: There is no such order.\n  ./flashsale resume --state STATE --older-than 5m --dry-run lists orders.\n"));
    }

    [Fact]
    public async Task Should_have_a_history()
    {
        Api.Answer("GET sagas/resumes", new[] { new { requestedAt = Given.Then, requestedBy = "erin", reason = "mended", answers = 2, orders = new[] { Given.OrderId } } });
        var ran = await RunAsync("resume", "history");
        ran.Code.ShouldBe(0);
        ran.Lines[1].ShouldBe($"2026-11-26T20:00:00Z  2        erin  mended  {Given.OrderId}");
    }
}
