using FlashSale.Chaos.Harness;
using FlashSale.Chaos.Shop;
using Npgsql;
using StackExchange.Redis;

namespace FlashSale.Chaos.Oracle;

/// <summary>Looks at the stores from outside.</summary>
sealed class Observer(Settings settings) : IAsyncDisposable
{
    public Database Database { get; } = new(settings.Database);

    public RedisReader Redis { get; } = new(settings.Redis);

    public Broker Broker { get; } = new(settings.RabbitMqManagement);

    /// <summary>What is still under way of the sale.</summary>
    public async Task<UnderWay> LookAsync(string productId)
    {
        // The harness's own connections may have to come back first, as everybody's.
        for (var began = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return await LookOnceAsync(productId);
            }
            catch (Exception exception) when (exception is RedisException or NpgsqlException or TimeoutException && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(15))
            {
                await Task.Delay(200);
            }
        }
    }

    async Task<UnderWay> LookOnceAsync(string productId)
    {
        var redis = await Redis.CountsAsync(productId);
        var intents = await Redis.IntentsWaitingAsync(productId);
        return (await Database.AskAsync("what_is_under_way", row => new UnderWay
        {
            Open = row.GetInt32(0),
            Ended = row.GetInt32(1),
            Refunds = row.GetInt32(2),
            Notices = row.GetInt32(3),
            Outbox = row.GetInt32(4),
            Intents = intents,
            Scheduled = row.GetInt32(7),
            BooksAgree = redis is { } counts && !row.IsDBNull(5) && counts == (row.GetInt32(5), row.GetInt32(6)),
        }, productId))[0];
    }

    /// <summary>At rest.</summary>
    public async Task<Evidence> CollectAsync(Sale sale, Journal journal)
    {
        var orders = await Database.AskAsync("orders_of_sale", row => new Evidence.OrderRow(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetDecimal(4), Text(row, 5), Text(row, 6), Text(row, 7), row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8)), sale.ProductId);
        var entries = journal.Entries;
        Guid[] ids = [.. orders.Select(order => order.OrderId).Union(entries.Select(entry => entry.OrderId).OfType<Guid>())];
        return new()
        {
            Sale = sale,
            Journal = entries,
            Orders = orders,
            Movements = await Database.AskAsync("movements_of_sale", row => new Evidence.Movement(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetInt32(4)), sale.ProductId),
            Stock = (await Database.AskAsync("stock_of_sale", row => new Evidence.StockRow(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3)), sale.ProductId))[0],
            Payments = await Database.AskAsync("payments_of_orders", row => new Evidence.Payment(row.GetString(0), row.GetString(1), row.GetGuid(2), row.GetDecimal(3)), ids),
            Refunds = await Database.AskAsync("refunds_of_orders", row => new Evidence.Refund(row.GetString(0), row.GetGuid(1), row.GetDecimal(2), row.GetString(3)), ids),
            ProviderRefunds = await Database.AskAsync("provider_refunds_of_orders", row => new Evidence.ProviderRefund(row.GetString(0), row.GetDecimal(1), row.GetInt32(2)), ids),
            Timeline = await Database.AskAsync("timeline_of_orders", row => new Evidence.TimelineStep(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetGuid(4), row.GetFieldValue<DateTimeOffset>(5)), ids),
            Notices = await Database.AskAsync("notices_of_orders", row => new Evidence.Notice(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3)), ids),
            Mails = [.. Directory.EnumerateFiles(Path.Combine(settings.Home, "mail"), "*.eml").Select(file => Path.GetFileNameWithoutExtension(file))],
            Redis = await Redis.ReadAsync(sale.ProductId) ?? new(0, 0, new Dictionary<Guid, int>(), new Dictionary<string, int>(StringComparer.Ordinal), 0, 0),
            Queues = await Broker.QueuesAsync(),
            Waiting = (await Database.AskAsync("rows_that_wait", row => (Table: row.GetString(0), Rows: row.GetInt32(1)))).ToDictionary(waiting => waiting.Table, waiting => waiting.Rows, StringComparer.Ordinal),
        };
    }

    public async ValueTask DisposeAsync()
    {
        Redis.Dispose();
        Broker.Dispose();
        await Database.DisposeAsync();
    }

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
