using System.Globalization;
using FlashSale.Admission.OlderData;
using FlashSale.Admission.Reservations;
using FlashSale.Admission.Scripts;
using FlashSale.Contracts;
using StackExchange.Redis;

namespace FlashSale.Admission.Sales;

/// <summary>Opens, changes and reads a sale in Redis.</summary>
public sealed class SaleStore(RedisConnection redis)
{
    /// <summary>By which a sale's data is believed, as in admit.lua.</summary>
    static readonly RedisValue[] Belief = ["epoch", "server", "sequence"];

    /// <summary>Loads a sale that Redis does not carry.</summary>
    /// <param name="available">Units for sale, from the ledger.</param>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply: open it again.</exception>
    public async Task<OpenSaleOutcome> OpenAsync(SaleDefinition sale, int available, CancellationToken cancellationToken)
    {
        var reply = await redis.AskAsync(RedisScript.OpenSale, [new SaleKeys(sale.ProductId).Sale], [available, await redis.ServerAsync(), .. FieldsOf(sale), .. FieldsOf(sale.Settings)], cancellationToken);
        return reply.Text() switch
        {
            "opened" => OpenSaleOutcome.Opened,
            "already-open" => OpenSaleOutcome.AlreadyOpen,
            var other => throw new InvalidOperationException($"open_sale.lua answered '{other}'."),
        };
    }

    /// <summary>
    /// Applies a new version of the sale: terms, window, limits, pause, and the stock by its difference. Also applies the settings of
    /// all sales if they are newer.
    /// </summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply: change it again; Redis applies each version once.</exception>
    public async Task<ChangeSaleOutcome> ChangeAsync(SaleDefinition sale, CancellationToken cancellationToken)
    {
        var settings = FieldsOf(sale.Settings);
        var server = await redis.ServerAsync();
        var reply = await redis.AskAsync(RedisScript.ChangeSale, [new SaleKeys(sale.ProductId).Sale],
        [
            sale.Epoch, server, redis.Seen.In(sale.ProductId, sale.Epoch), sale.Version, sale.TotalStock, sale.Settings.Version, settings.Length,
            .. settings, .. FieldsOf(sale),
        ], cancellationToken);
        return redis.Seen.Learn(sale.ProductId, sale.Epoch, reply.Items()) switch
        {
            "applied" => ChangeSaleOutcome.Applied,
            "already-applied" => ChangeSaleOutcome.AlreadyApplied,
            "total-too-low" => ChangeSaleOutcome.TotalTooLow,
            "not-loaded" => ChangeSaleOutcome.NotLoaded,
            SeenSequences.Unconfirmed or SeenSequences.Behind => ChangeSaleOutcome.Unconfirmed,
            var other => throw new InvalidOperationException($"change_sale.lua answered '{other}'."),
        };
    }

    /// <summary>The books of a sale; null when Redis does not carry it. Compare the epoch before using it.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<SaleSnapshot?> SnapshotAsync(string productId, CancellationToken cancellationToken)
    {
        var keys = new SaleKeys(productId);
        var reply = await redis.AskAsync(RedisScript.Snapshot, [keys.Sale, keys.Intents, keys.Poison], [], cancellationToken);
        if (reply.IsNull)
            return null;

        var values = reply.Items();
        return new SaleSnapshot((int)values[0], (int)values[1], (long)values[4], (long)values[5], (long)values[2], (long)values[3]);
    }

    /// <summary>Whatever would make the sale refuse buyers now; null when Redis does not carry it. Compare the epoch before using it.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<SaleAvailability?> ReadAvailabilityAsync(string productId, CancellationToken cancellationToken)
    {
        var asked = redis.Now;
        var reply = await redis.AskAsync(RedisScript.Availability, [new SaleKeys(productId).Sale], [], cancellationToken);
        if (reply.IsNull)
            return null;

        var values = reply.Items();
        return new SaleAvailability((long)values[0], (long)values[1], (long)values[2], (long)values[3], (long)values[4], (bool)values[5], (int)values[6], asked, redis.Now);
    }

    /// <summary>Those of the sales whose data in Redis is not to be believed, so that not finding an order of them proves nothing.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<IReadOnlyList<SaleNotLoadedException>> FindNotLoadedAsync(IEnumerable<(string ProductId, long Epoch)> sales, CancellationToken cancellationToken)
    {
        var missing = await Task.WhenAll(sales.Select(async sale =>
        {
            var found = await redis.AskAsync("HMGET", database => database.HashGetAsync(new SaleKeys(sale.ProductId).Sale, Belief), cancellationToken);
            var believed = found[0] == sale.Epoch && found[1] == redis.Server && (found[2].IsNull ? 0 : (long)found[2]) >= redis.Seen.In(sale.ProductId, sale.Epoch);
            return believed ? null : new SaleNotLoadedException(sale.ProductId, sale.Epoch);
        }));
        return [.. missing.OfType<SaleNotLoadedException>()];
    }

    /// <summary>The live reservation of an order, looked up in all given sales at once; null when there is none.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<OrderSubmitted?> FindReservationAsync(Guid orderId, IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(productIds.Select(async productId =>
        {
            var record = await redis.AskAsync("HGET", database => database.HashGetAsync(new SaleKeys(productId).Reservations, $"{orderId:D}"), cancellationToken);
            return record.IsNull ? null : OrderRecord.Parse(productId, $"{orderId:D}", record!);
        }));
        return found.FirstOrDefault(order => order is not null);
    }

    /// <summary>The live reservations of a buyer in the given sales.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<IReadOnlyList<OrderSubmitted>> FindReservationsOfBuyerAsync(
        string userId, IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(productIds.Select(async productId =>
        {
            var keys = new SaleKeys(productId);
            var reply = (await redis.AskAsync(RedisScript.ReservationsOfBuyer, [keys.Buyer(userId), keys.Reservations], [], cancellationToken)).Texts();
            return reply.Chunk(2).Select(pair => OrderRecord.Parse(productId, pair[0], pair[1]));
        }));
        return [.. found.SelectMany(orders => orders)];
    }

    /// <summary>Those of the orders that have a live reservation in the sale. Asked in parts, so that Redis serves other calls in between.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<IReadOnlySet<Guid>> FindReservedAsync(string productId, IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken)
    {
        const int Part = 500;
        var reservations = new SaleKeys(productId).Reservations;
        var found = new HashSet<Guid>();
        foreach (var part in orderIds.Chunk(Part))
        {
            RedisValue[] fields = [.. part.Select(orderId => (RedisValue)$"{orderId:D}")];
            var records = await redis.AskAsync("HMGET", database => database.HashGetAsync(reservations, fields), cancellationToken);
            found.UnionWith(part.Where((_, index) => !records[index].IsNull));
        }

        return found;
    }

    internal static RedisValue[] FieldsOf(SaleDefinition sale) =>
    [
        "epoch", sale.Epoch,
        "version", sale.Version,
        "total", sale.TotalStock,
        "price", sale.Price.ToString(CultureInfo.InvariantCulture),
        "currency", sale.Currency,
        "starts_at", sale.StartsAt.ToUnixTimeMilliseconds(),
        "ends_at", sale.EndsAt.ToUnixTimeMilliseconds(),
        "per_customer_limit", sale.PerCustomerLimit,
        "payment_window_seconds", sale.PaymentWindowSeconds,
        "paused", sale.Paused,
        "user_rate", sale.UserRate?.ToString(CultureInfo.InvariantCulture) ?? "",
        "global_rate", sale.GlobalRate?.ToString(CultureInfo.InvariantCulture) ?? "",
    ];

    internal static RedisValue[] FieldsOf(RateSettings settings) =>
    [
        "settings_version", settings.Version,
        "user_burst", settings.UserBurst,
        "default_user_rate", settings.UserRate,
        "address_burst", settings.AddressBurst,
        "address_rate", settings.AddressRate,
        "default_global_rate", settings.GlobalRate,
    ];
}
