using FlashSale.Benchmarks.Admission.Truth;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Admission;

public sealed class When_a_sale_is_checked
{
    static readonly Reservation Anns = new(Guid.NewGuid(), "ann", 1, "k1");
    static readonly Reservation Bobs = new(Guid.NewGuid(), "bob", 1, null);
    static readonly SaleInRedis Right = new(Available: 1, Reserved: 2, Intents: 2, [Anns, Bobs]);

    [Fact]
    public void Should_say_nothing_of_a_right_one()
    {
        Oracle.OfTheSale(Right, stock: 3, perCustomerLimit: 1).ShouldBeEmpty();
        Oracle.OfTheStream(Right).ShouldBeEmpty();
        Oracle.OfTheCount(Right, accepted: 2, unanswered: 0).ShouldBeEmpty();
        Oracle.OfTheCount(Right, accepted: 0, unanswered: 2).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void Should_see_a_unit_sold_twice(int available) =>
        Oracle.OfTheSale(Right with { Available = available }, stock: 1, perCustomerLimit: 1).ShouldContain("oversold: 2 units reserved of 1");

    [Fact]
    public void Should_see_a_unit_that_is_lost() =>
        Oracle.OfTheSale(Right with { Available = 0 }, stock: 3, perCustomerLimit: 1).ShouldBe(["0 units available and 2 reserved do not make 3"]);

    [Fact]
    public void Should_see_a_count_that_is_not_the_reservations() =>
        Oracle.OfTheSale(Right with { Reserved = 3 }, stock: 3, perCustomerLimit: 1).ShouldBe(["the sale counts 3 reserved units, its reservations hold 2"]);

    [Fact]
    public void Should_see_a_buyer_above_the_limit() =>
        Oracle.OfTheSale(Right with { Reservations = [Anns, Bobs with { UserId = "ann" }] }, stock: 3, perCustomerLimit: 1).ShouldBe(["1 buyers hold more than 1, ann for one"]);

    [Fact]
    public void Should_see_two_orders_of_one_key() =>
        Oracle.OfTheSale(Right with { Reservations = [Anns, Bobs with { UserId = "ann", IdempotencyKey = "k1" }] }, stock: 3, perCustomerLimit: 5).ShouldBe(["1 idempotency keys made more than one order, k1 of ann for one"]);

    [Fact]
    public void Should_not_take_two_buyers_keys_for_one() =>
        Oracle.OfTheSale(Right with { Reservations = [Anns, Bobs with { IdempotencyKey = "k1" }] }, stock: 3, perCustomerLimit: 1).ShouldBeEmpty();

    [Fact]
    public void Should_see_an_order_that_is_not_in_the_stream() =>
        Oracle.OfTheStream(Right with { Intents = 1 }).ShouldBe(["2 orders were taken, 1 are in the stream"]);

    [Fact]
    public void Should_see_a_202_without_an_order() =>
        Oracle.OfTheCount(Right, accepted: 3, unanswered: 10).ShouldBe(["3 answers 202, but only 2 orders"]);

    [Fact]
    public void Should_see_orders_that_nobody_was_told_of() =>
        Oracle.OfTheCount(Right, accepted: 0, unanswered: 1).ShouldBe(["2 orders, but only 0 answers 202"]);
}
