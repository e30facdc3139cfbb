using FlashSale.Admission;
using FlashSale.Admission.Streams;
using FlashSale.Contracts;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

/// <summary>Takes admitted orders as relay, sagas and ledger would, when the test says so.</summary>
sealed class StandInPipeline(ApiHost api, TestDatabase database)
{
    /// <summary>The ledger decides the sale's new orders.</summary>
    public Task<int> DecideAsync(string product) => TakeAsync(product, order =>
        database.ExecuteAsync("SELECT inventory.decide(ARRAY[$1], ARRAY[$2], ARRAY['allocate'], ARRAY[$3], ARRAY[60])", order.OrderId, product, order.Quantity));

    /// <summary>Sagas have the sale's new orders, and their commands to the ledger are lost.</summary>
    public Task<int> LoseCommandsAsync(string product) => TakeAsync(product, _ => Task.CompletedTask);

    /// <summary>Decides the sale's orders as they come, until it is told to stop.</summary>
    public async Task RunAsync(string product, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await DecideAsync(product);
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    async Task<int> TakeAsync(string product, Func<OrderSubmitted, Task> next)
    {
        var stream = new IntentStream(api.Services.GetRequiredService<RedisConnection>(), product, "test");
        var intents = await stream.ReadNewAsync(1_000);
        foreach (var order in intents.Select(intent => intent.Order!))
        {
            await database.ExecuteAsync("""
                INSERT INTO ordering.orders (order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, accepted_at)
                VALUES ($1, 'Allocating', $2, $3, $4, $5, $6, $7, $8)
                """, order.OrderId, product, order.UserId, order.Quantity, order.UnitPrice, order.Currency, order.PaymentWindowSeconds, order.AcceptedAt);
            await next(order);
        }

        if (intents.Count > 0)
            await stream.AcknowledgeAsync(intents.Select(intent => intent.EntryId));
        return intents.Count;
    }
}
