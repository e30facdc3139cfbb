using FlashSale.Admission.Reservations;
using FlashSale.Admission.Sales;
using FlashSale.Admission.Scripts;
using StackExchange.Redis;

namespace FlashSale.Admission.Rebuild;

/// <summary>
/// Rebuilds a sale in Redis. From <see cref="BeginAsync"/> to <see cref="FinishAsync"/> it is closed; whatever happens in between, it stays
/// closed until another rebuild, with a higher epoch, has finished. Each call moves little, so that Redis serves others in between.
/// </summary>
public sealed class RebuildStore(RedisConnection redis)
{
    /// <summary>Keys or orders per call: about a millisecond of Redis.</summary>
    public const int Part = 200;

    const int Scanned = 1000;

    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<SalePresence> LookAsync(string productId, CancellationToken cancellationToken)
    {
        var keys = new SaleKeys(productId);
        var values = (await redis.AskAsync(RedisScript.Presence, [keys.Sale, keys.Reservations], [], cancellationToken)).Numbers();
        return new(values[0], values[1], values[2], values[3]);
    }

    /// <summary>Intents that the broker does not have yet. Data that was lost in part may still hold some; the relay continues with them.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public Task<long> CountIntentsAsync(string productId, CancellationToken cancellationToken) =>
        redis.AskAsync("XLEN", database => database.StreamLengthAsync(new SaleKeys(productId).Intents), cancellationToken);

    /// <summary>Closes the sale.</summary>
    /// <exception cref="RebuildSupersededException"></exception>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply.</exception>
    public async Task BeginAsync(string productId, long epoch, CancellationToken cancellationToken) =>
        await DoAsync(RedisScript.BeginRebuild, productId, epoch, [new SaleKeys(productId).Sale], [epoch, await redis.ServerAsync()], cancellationToken);

    /// <summary>Removes all that Redis still has of the sale, intents and what the rate limits count aside.</summary>
    /// <inheritdoc cref="BeginAsync"/>
    public async Task ClearAsync(string productId, long epoch, CancellationToken cancellationToken)
    {
        var keys = new SaleKeys(productId);
        await DoAsync(RedisScript.ClearForRebuild, productId, epoch, [keys.Sale, keys.Reservations], [epoch], cancellationToken);
        foreach (var prefix in new[] { keys.Buyer(""), keys.Tag + "ended:" })
        {
            var cursor = "0";
            do
            {
                var (next, found) = await ScanAsync(cursor, prefix, cancellationToken);
                foreach (var part in found.Chunk(Part))
                    await DoAsync(RedisScript.ClearForRebuild, productId, epoch, [keys.Sale, .. part], [epoch], cancellationToken);
                cursor = next;
            }
            while (cursor is not "0");
        }
    }

    /// <summary>Restores up to <see cref="Part"/> orders. Each may be passed once per rebuild.</summary>
    /// <inheritdoc cref="BeginAsync"/>
    public Task RestoreAsync(string productId, long epoch, IReadOnlyCollection<RestoredOrder> orders, CancellationToken cancellationToken)
    {
        var keys = new SaleKeys(productId);
        return DoAsync(RedisScript.RestoreOrders, productId, epoch, [keys.Sale, keys.Reservations],
        [
            epoch, keys.Tag, (long)SaleDefaults.IdempotencyKeyLifetime.TotalMilliseconds, (long)ReservationStore.LeastRest.TotalMilliseconds,
            .. orders.SelectMany(restored => new RedisValue[] { restored.IsLive ? "live" : "ended", $"{restored.Order.OrderId:D}", OrderRecord.Format(restored.Order) }),
        ], cancellationToken);
    }

    /// <summary>Opens the sale in its new epoch.</summary>
    /// <param name="sale">With the new epoch.</param>
    /// <param name="reservations">Live orders that were restored.</param>
    /// <param name="available">Units for sale.</param>
    /// <param name="reserved">Units of the live orders.</param>
    /// <inheritdoc cref="BeginAsync"/>
    public async Task FinishAsync(SaleDefinition sale, int reservations, int available, int reserved, CancellationToken cancellationToken)
    {
        var keys = new SaleKeys(sale.ProductId);
        await DoAsync(RedisScript.FinishRebuild, sale.ProductId, sale.Epoch, [keys.Sale, keys.Reservations],
            [sale.Epoch, reservations, available, reserved, await redis.ServerAsync(), .. SaleStore.FieldsOf(sale), .. SaleStore.FieldsOf(sale.Settings)], cancellationToken);
    }

    async Task DoAsync(RedisScript script, string productId, long epoch, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        var reply = (await redis.AskAsync(script, keys, values, cancellationToken)).Text();
        if (reply is not "ok")
            throw new RebuildSupersededException(productId, epoch, $"{script.Name}.lua answered {reply}");
    }

    async Task<(string Next, RedisKey[] Found)> ScanAsync(string cursor, string prefix, CancellationToken cancellationToken)
    {
        // No character in a product's hash tag has a meaning in a pattern.
        var reply = (await redis.AskAsync("SCAN", database => database.ExecuteAsync("SCAN", cursor, "MATCH", prefix + "*", "COUNT", Scanned), cancellationToken)).Items();
        return (reply[0].Text(), [.. reply[1].Texts().Select(key => (RedisKey)key)]);
    }
}
