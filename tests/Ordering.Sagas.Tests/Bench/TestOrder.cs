using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Early;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace FlashSale.Ordering.Sagas.Tests.Bench;

/// <summary>One order on the bench: what happens to it, told by those who would tell it, and what came of it.</summary>
public sealed class TestOrder(OrderBench bench, decimal unitPrice = 19.99m, string currency = "EUR")
{
    public const decimal Amount = 39.98m;

    Guid? _deadline;

    public Guid Id { get; } = NewId.NextSequentialGuid();

    public OrderSubmitted Submission => new()
    {
        OrderId = Id,
        ProductId = "phone",
        UserId = "ada",
        Quantity = 2,
        UnitPrice = unitPrice,
        Currency = currency,
        PaymentWindowSeconds = 900,
        Email = "ada@example.org",
        IdempotencyKey = "key",
        IdempotencyHash = "hash",
        AcceptedAt = new DateTimeOffset(2026, 1, 1, 13, 0, 0, TimeSpan.FromHours(1)),
    };

    public static async Task<TestOrder> SubmittedAsync(OrderBench bench)
    {
        var order = new TestOrder(bench);
        await order.TellAsync(order.Submission);
        return order;
    }

    public static async Task<TestOrder> AwaitingPaymentAsync(OrderBench bench)
    {
        var order = await SubmittedAsync(bench);
        await order.AllocateAsync();
        order._deadline = (await order.ReadAsync())!.PaymentExpiredToken;
        return order;
    }

    /// <summary>Tells the saga something that it must not choke on.</summary>
    public async Task TellAsync(object message) => (await bench.TellAsync(message)).ShouldBeNull();

    public Task AllocateAsync(TimeSpan? paymentWindow = null) =>
        TellAsync(new StockAllocated { OrderId = Id, PaymentDueAt = DateTimeOffset.UtcNow + (paymentWindow ?? TimeSpan.FromMinutes(15)) });

    public Task RejectAsync() => TellAsync(new StockRejected { OrderId = Id, Reason = "insufficient" });

    public Task ReleaseAsync() => TellAsync(new StockReleased { OrderId = Id });

    public Task CommitAsync() => TellAsync(new StockCommitted { OrderId = Id });

    public Task EndNoticeAsync(NoticeOutcome outcome = NoticeOutcome.Sent) =>
        TellAsync(new NoticeEnded { OrderId = Id, Notice = "confirmed", Channel = "email", Outcome = outcome });

    public Task CancelAsync() => TellAsync(new OrderCancellationRequested { OrderId = Id });

    /// <summary>The API records a succeeded payment; the saga has not heard of it yet.</summary>
    public async Task<PaymentReceived> RecordPaymentAsync(string name = "p1", decimal amount = Amount, string currency = "EUR")
    {
        var payment = new PaymentReceived { OrderId = Id, PaymentId = $"{name}-{Id:N}", Amount = amount, Currency = currency };
        await bench.Database.ExecuteAsync("INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency) VALUES ($1, 'succeeded', $2, $3, $4)",
            payment.PaymentId, Id, amount, currency);
        return payment;
    }

    public async Task PayAsync(string name = "p1", decimal amount = Amount, string currency = "EUR") =>
        await TellAsync(await RecordPaymentAsync(name, amount, currency));

    public async Task DeclineAsync(string name)
    {
        await bench.Database.ExecuteAsync("INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency) VALUES ($1, 'declined', $2, $3, 'EUR')",
            $"{name}-{Id:N}", Id, Amount);
        await TellAsync(new PaymentDeclined { OrderId = Id, PaymentId = $"{name}-{Id:N}" });
    }

    /// <summary>
    /// Moves the clock past the deadline, for this order alone: PostgreSQL decides deadlines, and what cannot be done to its
    /// clock is done to the date. The scheduler fires by itself.
    /// </summary>
    public async Task MoveTheClockPastTheDeadlineAsync()
    {
        var token = await bench.Database.ScalarAsync<Guid>("SELECT payment_expired_token FROM ordering.orders WHERE order_id = $1", Id);
        await bench.Database.ExecuteAsync("UPDATE ordering.orders SET payment_due_at = now() - interval '1 second' WHERE order_id = $1", Id);
        (await bench.Database.ExecuteAsync("UPDATE ordering.scheduled_message SET due_at = now() - interval '1 second' WHERE token_id = $1", token)).ShouldBe(1);
        await Poll.UntilAsync(
            () => bench.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.timeline WHERE order_id = $1 AND event = 'PaymentExpired'", Id),
            count => count == 1, "PaymentExpired handled");
    }

    /// <summary>Delivers the scheduled message itself, at this very moment.</summary>
    public async Task ExpireNowAsync()
    {
        await bench.Database.ExecuteAsync("UPDATE ordering.orders SET payment_due_at = now() - interval '1 second' WHERE order_id = $1", Id);
        (await bench.TellAsync(new PaymentExpired { OrderId = Id }, schedule: _deadline.ShouldNotBeNull())).ShouldBeNull();
    }

    public Task<OrderState?> ReadAsync() => bench.WithDbAsync(db => db.Orders.AsNoTracking().SingleOrDefaultAsync(order => order.CorrelationId == Id));

    public async Task ShouldBeAsync(string state) => (await ReadAsync()).ShouldNotBeNull().CurrentState.ShouldBe(state);

    /// <summary>The refunds of this order: payment (its short name) and reason.</summary>
    public async Task<IReadOnlyList<string>> RefundsAsync() =>
        await bench.Database.ScalarAsync<string[]>(
            "SELECT coalesce(array_agg(split_part(payment_id, '-', 1) || ' ' || reason ORDER BY requested_at, payment_id), '{}') FROM ordering.refunds WHERE order_id = $1", Id);

    /// <summary>How many deadlines are scheduled for the order.</summary>
    public Task<long> ScheduledAsync() => bench.Database.ScalarAsync<long>(
        "SELECT count(*) FROM ordering.scheduled_message s JOIN ordering.orders o ON o.payment_expired_token = s.token_id WHERE o.order_id = $1", Id);

    /// <summary>How many of its messages came before it and are to come again.</summary>
    public Task<long> PostponedAsync() => bench.Database.ScalarAsync<long>(
        "SELECT count(*) FROM ordering.scheduled_message WHERE messaging.order_of(body) = $1 AND properties -> 'headers' ? $2", Id, EarlyMessages.Header);

    public async Task<IReadOnlyList<string>> TimelineAsync() =>
        await bench.Database.ScalarAsync<string[]>(
            "SELECT coalesce(array_agg(from_state || ' ' || event || ' ' || to_state ORDER BY id), '{}') FROM ordering.timeline WHERE order_id = $1", Id);

    /// <summary>Waits until the saga has sent exactly these, in whatever order they arrived.</summary>
    public async Task ShouldHaveSentAsync(params string[] messages) => await Poll.UntilAsync(
        () => Task.FromResult(string.Join(", ", bench.Mailbox.NamesFor(Id).Order(StringComparer.Ordinal))),
        sent => sent == string.Join(", ", messages.Order(StringComparer.Ordinal)),
        $"sent: {string.Join(", ", messages.Order(StringComparer.Ordinal))}");
}
