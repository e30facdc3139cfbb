using FlashSale.Benchmarks.Admission.Open;
using FlashSale.Benchmarks.Admission.Truth;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Admission;

public sealed class When_answers_are_checked
{
    static readonly Guid Order = Guid.NewGuid();
    static readonly Guid Another = Guid.NewGuid();
    static readonly PlannedRequest First = new(Intention.First, "ann", "k", "ann@example.com");
    static readonly PlannedRequest Retry = First with { Intention = Intention.Retry };
    static readonly PlannedRequest Other = First with { Intention = Intention.OtherValues, Email = "x@example.com" };
    static readonly SaleInRedis Sold = new(0, 1, 1, [new(Order, "ann", 1, "k")]);

    [Fact]
    public void Should_say_nothing_of_a_right_run()
    {
        var (crowd, load) = Run((First, "202", Order), (Retry, "202", Order), (First with { User = "bob", Key = "b" }, "409 sold-out", default));
        AnswersOracle.OfTheOrders(crowd, load, Sold).ShouldBeEmpty();
        AnswersOracle.OfTheKinds(crowd, load).ShouldBeEmpty();
        AnswersOracle.OfTheKeys(crowd, load).ShouldBeEmpty();
        AnswersOracle.OfTheRates(crowd, load).ShouldBeEmpty();
        AnswersOracle.OfTheOrderOfThings(load, stock: 1).ShouldBeEmpty();
    }

    [Fact]
    public void Should_see_a_202_that_Redis_does_not_know()
    {
        var (crowd, load) = Run((First, "202", Another));
        AnswersOracle.OfTheOrders(crowd, load, Sold).ShouldBe(["1 answers 202 name an order that Redis does not know", "1 orders were taken that no buyer was told of"]);
    }

    [Fact]
    public void Should_see_an_order_of_somebody_else()
    {
        var (crowd, load) = Run((First with { User = "bob" }, "202", Order));
        AnswersOracle.OfTheOrders(crowd, load, Sold).ShouldBe(["1 answers 202 name an order of another buyer or key"]);
    }

    [Theory]
    [InlineData("409 sold-out", false)]
    [InlineData("503 outcome-unknown", true)]
    [InlineData("no answer", true)]
    public void Should_see_an_order_that_its_buyer_was_not_told_of(string answer, bool isRight)
    {
        var (crowd, load) = Run((First, answer, Order));
        AnswersOracle.OfTheOrders(crowd, load, Sold).Any().ShouldBe(!isRight);
    }

    [Theory]
    [InlineData("202", "202", true)]
    [InlineData("409 sold-out", "409 sold-out", true)]
    [InlineData("202", "409 sold-out", false)]
    [InlineData("409 sold-out", "202", false)]
    [InlineData("202", "409 purchase-limit", false)]
    public void Should_want_the_same_answer_to_the_same_request(string first, string second, bool isRight)
    {
        var (crowd, load) = Run((First, first, Order), (Retry, second, Order));
        AnswersOracle.OfTheKeys(crowd, load).Any().ShouldBe(!isRight);
    }

    [Fact]
    public void Should_see_a_key_that_was_answered_with_two_orders()
    {
        var (crowd, load) = Run((First, "202", Order), (Retry, "202", Another));
        AnswersOracle.OfTheKeys(crowd, load).ShouldContain("1 idempotency keys were answered with more than one order");
    }

    [Theory]
    [InlineData("202", "422 idempotency-key-reused", true)]
    [InlineData("422 idempotency-key-reused", "202", true)]
    [InlineData("409 sold-out", "409 sold-out", true)]
    [InlineData("202", "202", false)]
    [InlineData("202", "409 sold-out", false)]
    [InlineData("409 sold-out", "422 idempotency-key-reused", false)]
    public void Should_want_a_refusal_of_other_values_under_a_used_key(string first, string other, bool isRight)
    {
        var (crowd, load) = Run((First, first, Order), (Other, other, Order));
        AnswersOracle.OfTheKeys(crowd, load).Any().ShouldBe(!isRight);
    }

    [Theory]
    [InlineData("503 temporarily-unavailable", false)]
    [InlineData("429 rate-limited", false)]
    [InlineData("409 purchase-limit", false)]
    [InlineData("no answer", false)]
    [InlineData("409 sold-out", true)]
    public void Should_see_a_buyer_refused_wrongly(string answer, bool isRight)
    {
        var (crowd, load) = Run((First, answer, default));
        AnswersOracle.OfTheKinds(crowd, load).ShouldBe(isRight ? [] : [$"1 answers '{answer}' to First"]);
    }

    [Theory]
    [InlineData(102, true)]
    [InlineData(180, false)]
    public void Should_see_a_flood_that_came_through(int through, bool isRight)
    {
        var flood = new PlannedRequest(Intention.Flood, "flood", "1", "f@example.com");
        // All within 180 us: the bucket's 100 tokens and next to nothing.
        var (crowd, load) = Run([.. Enumerable.Range(0, 180).Select(i => (flood, i < through - 1 ? "409 purchase-limit" : "429 rate-limited", Guid.Empty))]);
        AnswersOracle.OfTheRates(crowd, load).Any().ShouldBe(!isRight);
    }

    [Fact]
    public void Should_see_a_buyer_sent_away_while_there_is_stock()
    {
        var (_, load) = Run((First, "409 sold-out", default), (First with { User = "bob" }, "202", Order));
        AnswersOracle.OfTheOrderOfThings(load, stock: 1).ShouldHaveSingleItem().ShouldContain("sold out was said");
    }

    /// <summary>Each request is sent a microsecond after the one before, and answered half a one later.</summary>
    static (Crowd Crowd, LoadResult Load) Run(params (PlannedRequest Request, string Outcome, Guid OrderId)[] exchanges)
    {
        var names = new OutcomeNames();
        var answers = exchanges.Select((one, i) => new Answer(one.OrderId, 2 * i, 2 * i + 1, NumberOf(names, one.Outcome))).ToArray();
        return (new([.. exchanges.Select(one => one.Request)], [.. exchanges.Select((_, i) => (long)i)]), new([], answers, names, 1));
    }

    static int NumberOf(OutcomeNames names, string outcome) =>
        outcome == "no answer" ? OutcomeNames.Broken : names.NumberOf(int.Parse(outcome[..3]), System.Text.Encoding.ASCII.GetBytes(outcome.Length > 3 ? outcome[4..] : ""));
}
