using FlashSale.Admission.Admit;
using FlashSale.Admission.Rebuild;
using FlashSale.Admission.Sales;
using FlashSale.Contracts;
using FlashSale.Inventory.Ledger;
using FlashSale.Inventory.Rebuild;
using FlashSale.Inventory.Relay;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace FlashSale.Inventory.Tests.Rebuild;

/// <summary>Two instances over a Redis whose data may be lost, with nobody to wait for long. The test stands where the sagas stand.</summary>
public class InventoryThatLosesItsRedis : InventoryWithItsOwnRedis
{
    public static readonly RebuildOptions Options = new() { LookEvery = TimeSpan.FromMilliseconds(100), StatisticsAge = TimeSpan.FromMilliseconds(200) };
    public static readonly IntentRelayOptions Relay = new() { PublishTimeout = TimeSpan.FromMilliseconds(500) };

    protected override int Instances => 2;

    protected override void Configure(IServiceCollection services) => services.AddSingleton(Options).AddSingleton(Relay);

    public RebuildStore Store => Service<RebuildStore>();

    /// <summary>A buyer's request under the epoch that PostgreSQL names.</summary>
    public async Task<AdmissionReply> AskAsync(string product, string user, int quantity = 1, string? key = null, long? epoch = null) => await AskAsync(new()
    {
        ProductId = product,
        Epoch = epoch ?? await EpochAsync(product),
        OrderId = NewId.NextSequentialGuid(),
        UserId = user,
        Quantity = quantity,
        IdempotencyKey = key,
        Email = "buyer@example.org",
    });

    /// <summary>An order that is admitted, relayed and taken by its saga.</summary>
    public async Task<OrderSubmitted> BeginAsync(string product, string user, int quantity = 1, string? key = null, TimeSpan age = default)
    {
        var reply = await AskAsync(product, user, quantity, key);
        reply.Outcome.ShouldBe(AdmissionOutcome.Accepted);
        var order = (OrderSubmitted)(await Sagas.HearAsync<OrderSubmitted>(reply.OrderId))[0].Message;
        await Database.ExecuteAsync("""
            INSERT INTO ordering.orders (order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, email, idempotency_key, idempotency_hash, accepted_at)
            VALUES ($1, 'Allocating', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """, order.OrderId, product, user, quantity, order.UnitPrice, order.Currency, order.PaymentWindowSeconds, order.Email!,
            (object?)order.IdempotencyKey ?? DBNull.Value, (object?)order.IdempotencyHash ?? DBNull.Value, order.AcceptedAt - age);
        return order;
    }

    /// <summary>An order that waits for its payment.</summary>
    public async Task<OrderSubmitted> HoldAsync(string product, string user, int quantity = 1, string? key = null, TimeSpan age = default)
    {
        var order = await BeginAsync(product, user, quantity, key, age);
        await DecideAsync(order, LedgerAction.Allocate);
        await MoveAsync(order, "AwaitingPayment");
        return order;
    }

    /// <summary>The ledger's part alone, as when the process died behind it.</summary>
    public Task DecideAsync(OrderSubmitted order, LedgerAction action) =>
        Service<LedgerCommits>().DecideAsync(new(order.OrderId, order.ProductId, action, order.Quantity, order.PaymentWindowSeconds), CancellationToken.None);

    public Task MoveAsync(OrderSubmitted order, string state) => Database.ExecuteAsync(
        """
        UPDATE ordering.orders SET state = $2, payment_id = CASE WHEN $2 = 'Completed' THEN 'paid' END, requested_end = CASE WHEN $2 IN ('Releasing', 'Expired') THEN 'Expired' END
        WHERE order_id = $1
        """, order.OrderId, state);

    /// <summary>The order ends unpaid, in all three books.</summary>
    public async Task ExpireAsync(OrderSubmitted order)
    {
        await Sagas.GiveAsync(new ReleaseStock { OrderId = order.OrderId, ProductId = order.ProductId, UserId = order.UserId, Quantity = order.Quantity });
        await Sagas.HearAsync<StockReleased>(order.OrderId);
        await MoveAsync(order, "Expired");
    }

    public Task<long> EpochAsync(string product) => Database.ScalarAsync<long>("SELECT epoch FROM ordering.sales WHERE product_id = $1", product);

    /// <summary>Waits until Redis carries the sale in an epoch that is higher than this one.</summary>
    public Task<SaleSnapshot?> ReopenedAsync(string product, long after = 1) => Poll.UntilAsync(
        async () => await EpochAsync(product) is var epoch && await Service<SaleStore>().SnapshotAsync(product, CancellationToken.None) is { } sale && sale.Epoch == epoch ? sale : null,
        sale => sale?.Epoch > after, $"{product} is open again");

    public async Task LoseAllAsync() => (await OwnRedis.SayAsync("FLUSHALL")).ShouldStartWith("+OK");

    /// <summary>All that Redis holds of the product and that counts: neither what the rate limits count nor the relay's stream, nor epoch, sequence and server.</summary>
    public async Task<IReadOnlyList<string>> ContentAsync(string product)
    {
        var content = new List<string>();
        foreach (var key in ((string[])(await Look.ExecuteAsync("KEYS", $"*{product}*"))!).Where(key => !key.EndsWith(":intents", StringComparison.Ordinal) && !key.EndsWith(":rate", StringComparison.Ordinal)))
        {
            if (await Look.KeyTypeAsync(key) is RedisType.Hash)
                content.AddRange((await Look.HashGetAllAsync(key)).Where(field => (string?)field.Name is not ("epoch" or "sequence" or "server" or "rate")).Select(field => $"{key} {field.Name}={field.Value}"));
            else
                content.Add($"{key}={await Look.StringGetAsync(key)}");
        }

        content.Sort(StringComparer.Ordinal);
        return content;
    }
}
