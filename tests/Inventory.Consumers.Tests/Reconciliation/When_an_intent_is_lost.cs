using FlashSale.Contracts;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.TestKit;
using Npgsql;

namespace FlashSale.Inventory.Tests.Reconciliation;

public sealed class When_an_intent_is_lost(BooksWithSagas books) : IClassFixture<BooksWithSagas>
{
    [Fact]
    public async Task Should_become_an_ordinary_order_once_also_when_it_comes_after_all()
    {
        var order = await books.LoseAnOrderAsync(quantity: 2);
        (await books.StateAsync(order.OrderId)).ShouldBe("none");

        await books.UntilAsync(order.OrderId, "AwaitingPayment");
        await books.PublishAsync(order, DerivedId.Of(order.OrderId, nameof(OrderSubmitted)));
        // Also under another id, which no inbox knows.
        await books.PublishAsync(order);
        await books.PayAsync(order, $"payment-of-{order.OrderId}");
        await books.UntilAsync(order.OrderId, "Completed");

        (await books.BooksAsync(order.ProductId)).ShouldBe(new(Total: 10, Available: 8, Allocated: 0, Sold: 2));
        (await books.RedisAsync(order.ProductId)).ShouldBe((8, 2));
        await Poll.UntilAsync(() => books.Database.ScalarAsync<string>("SELECT string_agg(kind || ' ' || (gone_at IS NOT NULL), ', ') FROM inventory.findings WHERE product_id = $1", order.ProductId),
            found => found == "submission-lost true", "the finding is closed");
        (await books.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.refunds WHERE order_id = $1", order.OrderId)).ShouldBe(0);
        await books.ShouldHaveNoDeadLettersAsync();
    }

    [Fact]
    public async Task Should_become_an_ordinary_order_although_the_sagas_queue_is_never_empty()
    {
        var product = await books.OpenSaleAsync(10);
        var stuck = await books.AdmitAsync(product);
        await books.UntilAsync(stuck.OrderId, "AwaitingPayment");
        await using var connection = await books.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand("SELECT FROM ordering.orders WHERE order_id = $1 FOR UPDATE", connection, transaction) { Parameters = { new() { Value = stuck.OrderId } } };
        await locking.ExecuteNonQueryAsync();
        await books.PublishAsync(new OrderCancellationRequested { OrderId = stuck.OrderId });

        var order = await books.LoseAnOrderAsync(quantity: 2);
        await books.UntilAsync(order.OrderId, "AwaitingPayment");
        (await books.StateAsync(stuck.OrderId)).ShouldBe("AwaitingPayment", "its message waits for the lock, in the queue");

        await transaction.RollbackAsync();
        await books.UntilAsync(stuck.OrderId, "Cancelled");
        await books.ShouldHaveNoDeadLettersAsync();
    }

    [Fact]
    public async Task Should_not_take_orders_on_their_way_for_lost()
    {
        var product = await books.OpenSaleAsync(2000);
        // Longer than the broker's figures are old, and several times as long as an order is young.
        const int Rounds = 60;
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => books.AdmitAsync(product)).Append(Task.Delay(TimeSpan.FromSeconds(12) / Rounds)));
            foreach (var order in await books.OpenOrdersAsync(product, atMost: 3))
                await books.PublishAsync(new OrderCancellationRequested { OrderId = order });
        }

        (await books.Database.ScalarAsync<long>("SELECT count(*) FROM inventory.findings WHERE product_id = $1", product)).ShouldBe(0);
        (await books.Database.ScalarAsync<int>("SELECT orders FROM inventory.walks WHERE product_id = $1", product)).ShouldBeGreaterThan(100);
    }
}
