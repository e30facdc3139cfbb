using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Bench;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>State, timeline, refund, schedule and messages of one event are there together or not at all.</summary>
public sealed class When_a_part_of_the_transaction_fails(OrderBench bench) : IClassFixture<OrderBench>
{
    [Theory]
    [InlineData("timeline")]
    [InlineData("outbox")]
    [InlineData("orders")]
    public async Task Should_not_begin_an_order(string table)
    {
        var order = new TestOrder(bench);

        await WithoutAsync(table, order.Submission);

        (await order.ReadAsync()).ShouldBeNull();
        (await order.TimelineAsync()).ShouldBeEmpty();
        await order.TellAsync(order.Submission);
        await order.ShouldHaveSentAsync(nameof(AllocateStock));
    }

    [Theory]
    [InlineData("timeline")]
    [InlineData("scheduled_message")]
    public async Task Should_not_open_the_payment_window(string table)
    {
        var order = await TestOrder.SubmittedAsync(bench);
        var allocated = new StockAllocated { OrderId = order.Id, PaymentDueAt = DateTimeOffset.UtcNow.AddMinutes(15) };

        await WithoutAsync(table, allocated);

        await order.ShouldBeAsync("Allocating");
        (await order.ScheduledAsync()).ShouldBe(0);
        await order.TellAsync(allocated);
        await order.ShouldBeAsync("AwaitingPayment");
        (await order.ScheduledAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("timeline")]
    [InlineData("outbox")]
    [InlineData("refunds")]
    public async Task Should_not_note_a_refund_that_nobody_is_asked_for(string table)
    {
        var order = await TestOrder.AwaitingPaymentAsync(bench);
        var payment = await order.RecordPaymentAsync(amount: 1m);

        await WithoutAsync(table, payment);

        (await order.RefundsAsync()).ShouldBeEmpty();
        await order.TellAsync(payment);
        (await order.RefundsAsync()).ShouldBe(["p1 wrong-amount"]);
        await order.ShouldHaveSentAsync(nameof(AllocateStock), nameof(RefundRequested));
    }

    /// <summary>Tells the saga something while one of the tables takes no rows.</summary>
    async Task WithoutAsync(string table, object message)
    {
        await bench.Database.ExecuteAsync($"ALTER TABLE ordering.{table} ADD CONSTRAINT closed CHECK (false) NOT VALID");
        try
        {
            (await bench.TellAsync(message)).ShouldNotBeNull().GetBaseException().ShouldBeOfType<PostgresException>().ConstraintName.ShouldBe("closed");
        }
        finally
        {
            await bench.Database.ExecuteAsync($"ALTER TABLE ordering.{table} DROP CONSTRAINT closed");
        }
    }
}
