using Shouldly;
using Xunit;

namespace FlashSale.Operate.Tests;

public sealed class When_the_books_are_compared : Commands
{
    static readonly string Progress = $"GET reconciliation/requests/{Given.ReplayId}";

    [Fact]
    public async Task Should_end_with_0_when_they_balance()
    {
        Api.Answer("GET reconciliation", Given.Balanced());

        var ran = await RunAsync("reconcile");

        ran.Code.ShouldBe(0);
        ran.Lines.ShouldBe(
        [
            "PRODUCT     COMPARED AT           ORDERS  TOOK   RESULT",
            "demo-phone  2026-11-26T20:00:00Z  100     12 ms  balanced",
        ]);
        Api.Requests.ShouldHaveSingleItem().Query.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_end_with_1_when_something_is_open()
    {
        Api.Answer("GET reconciliation", Given.Open(22));

        var ran = await RunAsync("reconcile", "demo-phone");

        ran.Code.ShouldBe(1);
        ran.Lines[1].ShouldBe("demo-phone  not yet      -       -     22 open");
        ran.Lines[3].ShouldBe($"demo-phone  release-lost  {Given.OrderId}  2026-11-26T20:00:00Z  2      --apply closes the sale");
        ran.Lines.Length.ShouldBe(2 + 1 + 20 + 1);
        ran.Lines[^1].ShouldBe("demo-phone: 2 more");
        Api.Requests.ShouldHaveSingleItem().Query.ShouldBe("?productId=demo-phone");
    }

    [Fact]
    public async Task Should_end_with_1_and_the_remedy_when_an_order_stands_still()
    {
        Api.Answer("GET reconciliation", Given.Stuck(22));

        var ran = await RunAsync("reconcile");

        ran.Code.ShouldBe(1);
        ran.Lines[1].ShouldBe("STUCK    STATE            ORDER                                 PRODUCT     SINCE                 REMEDY");
        ran.Lines[2].ShouldBe($"payment  AwaitingPayment  {Given.OrderId}  demo-phone  2026-11-26T20:00:00Z  look at it");
        ran.Lines.Length.ShouldBe(1 + 1 + 20 + 1);
        ran.Lines[^1].ShouldBe("2 more are stuck");
    }

    [Fact]
    public async Task Should_end_with_1_and_the_remedy_when_a_queue_is_braked()
    {
        Api.Answer("GET reconciliation", Given.Braked());

        var ran = await RunAsync("reconcile");

        ran.Code.ShouldBe(1);
        ran.Lines[1].ShouldBe("BRAKED QUEUE  SINCE                 FAILS WITH                                 REMEDY");
        ran.Lines[2].ShouldBe("order-state   2026-11-26T20:00:00Z  42P01: relation \"timeline\" does not exist  run the schema job");
    }

    [Fact]
    public async Task Should_end_with_1_and_the_remedy_when_money_contradicts_an_order()
    {
        Api.Answer("GET reconciliation", Given.Contradicted(22));

        var ran = await RunAsync("reconcile");

        ran.Code.ShouldBe(1);
        ran.Lines[1].ShouldBe("MONEY        STATE    ORDER                                 PAYMENT  AMOUNT     SINCE                 REMEDY");
        ran.Lines[2].ShouldBe($"refund-open  Expired  {Given.OrderId}  p1       20.50 EUR  2026-11-26T20:00:00Z  look at it");
        ran.Lines.Length.ShouldBe(1 + 1 + 20 + 1);
        ran.Lines[^1].ShouldBe("2 more payments and refunds");
    }

    [Theory]
    [InlineData("reconcile", "demo-phone", "--dry-run")]
    [InlineData("reconcile", "--dry-run", "demo-phone")]
    public async Task Should_wait_for_the_comparison_and_tell_what_would_be_done(params string[] args)
    {
        Api.Answer("POST reconciliation", Given.Comparison(false, Given.Open(1)));
        Api.AnswerInTurn(Progress, Given.Comparison(false, Given.Open(1)), Given.Comparison(true, Given.Balanced(), "Redis would be rebuilt."));

        var ran = await RunAsync(args);

        ran.Code.ShouldBe(0);
        ran.Error.ShouldBe("Redis would be rebuilt.\n");
        ran.Output.ShouldContain("balanced");
        Api.Requests.Count.ShouldBe(3);
        var request = Api.Requests.First().Json;
        request.GetProperty("productId").GetString().ShouldBe("demo-phone");
        request.GetProperty("apply").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Should_repair_with_a_reason_on_record()
    {
        Api.Answer("POST reconciliation", Given.Comparison(true, Given.Open(1), "Nothing was done: it is in flight."));
        (await RunAsync("reconcile", "--apply", "--reason", "it was seen twice", "--by", "erin")).Code.ShouldBe(1);
        var request = Api.Requests.ShouldHaveSingleItem();
        (request.By, request.Body).ShouldBe(("erin", """{"apply":true,"reason":"it was seen twice"}"""));
    }

    [Fact]
    public async Task Should_end_with_2_when_it_is_not_known()
    {
        Api.Refuse("GET reconciliation", 404, """{"code":"unknown-product","detail":"There is no sale for this product."}""");
        var ran = await RunAsync("reconcile", "none");
        ran.ShouldBe(new(2, "", "flashsale: 404: There is no sale for this product.\n  ./flashsale reconcile lists the products.\n"));
    }

    [Fact]
    public async Task Should_have_a_history()
    {
        Api.Answer("GET reconciliation/requests", new[] { new { id = Given.ReplayId, apply = true, requestedBy = "erin", reason = "seen twice", requestedAt = Given.Then, endedAt = Given.Then, done = new[] { "One.", "Two." } } });
        var ran = await RunAsync("reconcile", "history");
        ran.Code.ShouldBe(0);
        ran.Lines[1].ShouldBe("2026-11-26T20:00:00Z  repair  all      erin  seen twice  One. Two.");
    }
}
