using FlashSale.Benchmarks.Pipeline;
using FlashSale.TestKit;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Pipeline;

public sealed class When_finished_orders_are_generated : IAsyncLifetime
{
    const int Originals = 3;
    const int Copies = 10;

    readonly TestDatabase _database = new();

    [Theory]
    [InlineData("ordering.orders", "product_id = 'finished' AND state = 'Completed' AND stock_committed", 1)]
    [InlineData("ordering.timeline", "order_id IN (SELECT order_id FROM ordering.orders WHERE product_id = 'finished')", 2)]
    [InlineData("ordering.inbox", "message_id IN (SELECT message_id FROM ordering.timeline t JOIN ordering.orders o USING (order_id) WHERE o.product_id = 'finished')", 2)]
    [InlineData("ordering.payments", "order_id IN (SELECT order_id FROM ordering.orders WHERE product_id = 'finished')", 1)]
    [InlineData("inventory.movements", "product_id = 'finished' AND order_id IS NOT NULL", 2)]
    [InlineData("notifications.journal", "order_id IN (SELECT order_id FROM ordering.orders WHERE product_id = 'finished') AND position(order_id::text in message_id) > 0", 1)]
    public async Task Should_leave_the_rows_that_completed_orders_leave(string table, string rows, int ofEach) =>
        (await _database.ScalarAsync<long>($"SELECT count(*) FROM {table} WHERE {rows}")).ShouldBe(Copies * ofEach);

    [Fact]
    public async Task Should_balance_the_books() =>
        (await _database.ScalarAsync<bool>("SELECT (total, available, allocated, sold) = ($1, 0, 0, $1) FROM inventory.stock WHERE product_id = 'finished'", Copies)).ShouldBeTrue();

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        await _database.ExecuteAsync("""
            INSERT INTO ordering.sales (product_id, name, price, currency, total_stock, starts_at, ends_at, per_customer_limit, payment_window_seconds, version)
            SELECT p, p, 1, 'EUR', 0, now(), now() + interval '1 h', 1, 60, 1 FROM unnest(ARRAY['sold', 'finished']) p;
            SELECT inventory.set_total(p, 1, 0) FROM unnest(ARRAY['sold', 'finished']) p
            """);
        for (var n = 0; n < Originals; n++)
            await CompleteAsync(Guid.NewGuid(), n);
        await using var database = NpgsqlDataSource.Create(_database.ConnectionString);
        await new FinishedOrders(database).GenerateAsync("sold", Copies);
    }

    public Task DisposeAsync() => _database.DisposeAsync();

    async Task CompleteAsync(Guid order, int n)
    {
        await _database.ExecuteAsync("""
            INSERT INTO ordering.orders (order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, accepted_at, payment_id, stock_committed, notice_outcome)
            VALUES ($1, 'Completed', 'sold', 'buyer', 1, 1, 'EUR', 60, now(), 'payment-' || $2, true, 'Sent')
            """, order, n);
        await _database.ExecuteAsync("""
            INSERT INTO ordering.timeline (order_id, from_state, to_state, event, message_id)
            VALUES ($1, 'Initial', 'Allocating', 'OrderSubmitted', gen_random_uuid()), ($1, 'Confirmed', 'Completed', 'NoticeEnded', gen_random_uuid())
            """, order);
        await _database.ExecuteAsync("INSERT INTO ordering.inbox (message_id, consumer_id) VALUES ($1, $1)", order);
        await _database.ExecuteAsync("INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency) VALUES ('payment-' || $2, 'succeeded', $1, 1, 'EUR')", order, n);
        await _database.ExecuteAsync("""
            INSERT INTO inventory.movements (product_id, order_id, kind, decision, quantity, payment_due_at)
            VALUES ('sold', $1, 'allocation', 'allocated', 1, now()), ('sold', $1, 'settlement', 'committed', 1, NULL)
            """, order);
        await _database.ExecuteAsync("INSERT INTO notifications.journal (order_id, notice, channel, state, message_id, attempts) VALUES ($1, 'confirmed', 'email', 'Sent', '<' || $1::text || '.confirmed@flashsale>', 1)", order);
    }
}
