using FlashSale.Admission;
using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.Contracts;
using MassTransit;
using StackExchange.Redis;

namespace FlashSale.Inventory.Tests.Relay;

/// <summary>A sale of its own in Redis, with stock for everybody, and a look at what Redis holds of it.</summary>
public sealed class SaleToRelay : IAsyncDisposable
{
    readonly ConnectionMultiplexer _look;
    readonly OrderAdmission _admission;
    readonly SaleStore _sales;

    /// <param name="address">host:port of Redis.</param>
    public SaleToRelay(string address)
    {
        _look = ConnectionMultiplexer.Connect(address);
        Connection = new(address, TimeProvider.System);
        _admission = new(Connection);
        _sales = new(Connection);
    }

    public string ProductId { get; } = $"test-{Guid.NewGuid():N}";

    public RedisConnection Connection { get; }

    /// <summary>The same server, past admission.</summary>
    public IDatabase Redis => _look.GetDatabase();

    public RedisKey Intents => $"{{{ProductId}}}:intents";

    public RedisKey Poison => $"{{{ProductId}}}:intents:poison";

    public async Task OpenAsync()
    {
        var now = DateTimeOffset.UtcNow;
        var sale = new SaleDefinition
        {
            ProductId = ProductId,
            Epoch = 1,
            Version = 1,
            TotalStock = 100_000,
            Price = 499.90m,
            Currency = "EUR",
            StartsAt = now.AddMinutes(-1),
            EndsAt = now.AddHours(1),
            PerCustomerLimit = 1,
            PaymentWindowSeconds = 900,
            Paused = false,
        };
        (await _sales.OpenAsync(sale, sale.TotalStock, CancellationToken.None)).ShouldBe(OpenSaleOutcome.Opened);
    }

    /// <summary>An order of a new buyer, who insists with one key until the answer is known.</summary>
    public async Task<OrderSubmitted> AdmitAsync()
    {
        var user = $"{Guid.NewGuid():N}";
        while (true)
        {
            var reply = await _admission.AdmitAsync(
                new() { ProductId = ProductId, Epoch = 1, OrderId = NewId.NextSequentialGuid(), UserId = user, Quantity = 1, IdempotencyKey = "k" }, CancellationToken.None);
            if (reply.Outcome is not (AdmissionOutcome.Unknown or AdmissionOutcome.Late or AdmissionOutcome.Unreachable))
                return reply.Order ?? throw new InvalidOperationException($"Refused: {reply.Outcome}.");
        }
    }

    public async Task<SaleSnapshot> BooksAsync() =>
        await _sales.SnapshotAsync(ProductId, CancellationToken.None) ?? throw new InvalidOperationException("Not loaded.");

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        var server = _look.GetServer(_look.GetEndPoints()[0]);
        await Redis.KeyDeleteAsync([.. server.Keys(pattern: $"*{ProductId}*", pageSize: 1000)]);
        await _look.DisposeAsync();
    }
}
