using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Bench;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

public sealed class When_an_order_goes_well(OrderBench bench) : IClassFixture<OrderBench>
{
    [Fact]
    public async Task Should_keep_the_terms_as_admitted_and_ask_for_stock()
    {
        var order = await TestOrder.SubmittedAsync(bench);

        var kept = (await order.ReadAsync()).ShouldNotBeNull();
        kept.CurrentState.ShouldBe("Allocating");
        kept.ShouldSatisfyAllConditions(
            () => kept.ProductId.ShouldBe("phone"),
            () => kept.UserId.ShouldBe("ada"),
            () => kept.Quantity.ShouldBe(2),
            () => kept.UnitPrice.ShouldBe(19.99m),
            () => kept.Amount.ShouldBe(39.98m),
            () => kept.Currency.ShouldBe("EUR"),
            () => kept.PaymentWindowSeconds.ShouldBe(900),
            () => kept.Email.ShouldBe("ada@example.org"),
            () => kept.IdempotencyKey.ShouldBe("key"),
            () => kept.IdempotencyHash.ShouldBe("hash"),
            () => kept.AcceptedAt.ShouldBe(order.Submission.AcceptedAt));
        await order.ShouldHaveSentAsync(nameof(AllocateStock));
        bench.Mailbox.Of<AllocateStock>(order.Id).Single().ShouldBe(new AllocateStock { OrderId = order.Id, ProductId = "phone", UserId = "ada", Quantity = 2, PaymentWindowSeconds = 900 });
    }

    [Fact]
    public async Task Should_schedule_the_deadline_for_the_time_that_the_ledger_gave()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.ShouldBeAsync("AwaitingPayment");
        var due = (await order.ReadAsync())!.PaymentDueAt.ShouldNotBeNull();
        var scheduled = await bench.Database.ScalarAsync<DateTime>(
            "SELECT s.due_at FROM ordering.scheduled_message s JOIN ordering.orders o ON o.payment_expired_token = s.token_id WHERE o.order_id = $1", order.Id);
        new DateTimeOffset(scheduled).ShouldBe(due, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Should_confirm_on_payment_and_take_the_deadline_back()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);

        await order.PayAsync();

        await order.ShouldBeAsync("Confirmed");
        (await order.ScheduledAsync()).ShouldBe(0);
        (await bench.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.scheduled_message WHERE convert_from(body, 'UTF8') LIKE '%' || $1 || '%'", order.Id.ToString())).ShouldBe(0);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(CommitStock), nameof(OrderConfirmed));
        bench.Mailbox.Of<OrderConfirmed>(order.Id).Single().ShouldBe(new OrderConfirmed
        {
            OrderId = order.Id,
            ProductId = "phone",
            UserId = "ada",
            Quantity = 2,
            Amount = 39.98m,
            Currency = "EUR",
            Email = "ada@example.org",
        });
        (await order.RefundsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(NoticeOutcome.Sent)]
    [InlineData(NoticeOutcome.Skipped)]
    [InlineData(NoticeOutcome.GivenUp)]
    public async Task Should_complete_when_the_stock_is_sold_and_the_notice_ended(NoticeOutcome outcome)
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        await order.PayAsync();

        await order.CommitAsync();
        await order.ShouldBeAsync("Confirmed");
        await order.EndNoticeAsync(outcome);

        await order.ShouldBeAsync("Completed");
        (await order.ReadAsync())!.NoticeOutcome.ShouldBe(outcome.ToString());
    }

    [Fact]
    public async Task Should_complete_when_the_notice_ends_first()
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        await order.PayAsync();

        await order.EndNoticeAsync();
        await order.ShouldBeAsync("Confirmed");
        await order.CommitAsync();

        await order.ShouldBeAsync("Completed");
    }

    [Fact]
    public async Task Should_tell_the_whole_story_in_the_timeline()
    {
        var order = new TestOrder(bench);
        var messageId = Guid.NewGuid();
        (await bench.TellAsync(order.Submission, messageId)).ShouldBeNull();
        await order.AllocateAsync();
        await order.PayAsync();
        await order.EndNoticeAsync();
        await order.CommitAsync();

        (await order.TimelineAsync()).ShouldBe(
        [
            "Initial OrderSubmitted Allocating",
            "Allocating StockAllocated AwaitingPayment",
            "AwaitingPayment PaymentReceived Confirmed",
            "Confirmed NoticeEnded Confirmed",
            "Confirmed StockCommitted Completed",
        ]);
        (await bench.Database.ScalarAsync<Guid>("SELECT message_id FROM ordering.timeline WHERE order_id = $1 ORDER BY id LIMIT 1", order.Id)).ShouldBe(messageId);
        (await bench.Database.ScalarAsync<bool>("SELECT bool_and(at BETWEEN now() - interval '1 minute' AND now()) FROM ordering.timeline WHERE order_id = $1", order.Id)).ShouldBeTrue();
    }

    [Fact]
    public async Task Should_begin_once_however_often_it_is_submitted()
    {
        var order = new TestOrder(bench);

        // Different message ids: the inbox cannot help, the key of the orders does.
        var ends = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.TellAsync(order.Submission)));

        ends.ShouldAllBe(end => end == null);
        (await order.TimelineAsync()).ShouldBe(["Initial OrderSubmitted Allocating"]);
        await order.ShouldHaveSentAsync(nameof(AllocateStock));
    }
}
