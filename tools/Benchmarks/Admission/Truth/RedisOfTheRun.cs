using FlashSale.Admission;
using FlashSale.Admission.Reservations;
using StackExchange.Redis;

namespace FlashSale.Benchmarks.Admission.Truth;

/// <summary>The Redis of the installation under load, seen from behind: nothing here goes through the API.</summary>
sealed class RedisOfTheRun : IDisposable
{
    readonly ConnectionMultiplexer _redis;
    readonly IServer _server;

    public RedisOfTheRun(Uri address)
    {
        // A pause of Redis is one of the scenarios.
        var options = new ConfigurationOptions { EndPoints = { { address.Host, address.Port } }, AllowAdmin = true, AbortOnConnectFail = false, SyncTimeout = 60_000, AsyncTimeout = 60_000 };
        _redis = ConnectionMultiplexer.Connect(options);
        _server = _redis.GetServer(address.Host, address.Port);
    }

    IDatabase Database => _redis.GetDatabase();

    /// <summary>The sale once it is still: what was on its way when the crowd left is decided a moment later.</summary>
    public async Task<SaleInRedis> ReadAsync(string product)
    {
        for (var (last, now) = (-1L, CountTaken(product)); last != now; (last, now) = (now, CountTaken(product)))
            await Task.Delay(300);
        return Read(product);
    }

    public SaleInRedis Read(string product)
    {
        var keys = new SaleKeys(product);
        // A scan may show a field twice; a dictionary holds it once.
        var reservations = new Dictionary<string, Reservation>(StringComparer.Ordinal);
        foreach (var entry in Database.HashScan(keys.Reservations, default, 5000))
        {
            var order = OrderRecord.Parse(product, entry.Name!, entry.Value!);
            reservations[entry.Name!] = new(order.OrderId, order.UserId, order.Quantity, order.IdempotencyKey);
        }

        return new((int)Database.HashGet(keys.Sale, "available"), (int)Database.HashGet(keys.Sale, "reserved"), CountIntents(product), [.. reservations.Values]);
    }

    /// <summary>Orders that the relay has not passed on yet.</summary>
    public long CountIntents(string product) => (long)Database.Execute("XLEN", new SaleKeys(product).Intents);

    public Task<string> LoadScriptAsync(string script) =>
        Database.ExecuteAsync("SCRIPT", "LOAD", script).ContinueWith(loaded => (string)loaded.Result!, TaskScheduler.Default);

    /// <summary>A scenario begins with a Redis that does not carry what the ones before left, and with a short append-only file.</summary>
    /// <param name="prefix">Of the keys that go.</param>
    public async Task ForgetAsync(string prefix)
    {
        foreach (var batch in _server.Keys(pattern: $"{prefix}*", pageSize: 5000).Chunk(5000))
            await Database.ExecuteAsync("UNLINK", [.. batch.Select(key => (object)key)]);
        // One that Redis began by itself may be under way.
        await UntilRewrittenAsync();
        await Database.ExecuteAsync("BGREWRITEAOF");
        await UntilRewrittenAsync();
    }

    public void Dispose() => _redis.Dispose();

    long CountTaken(string product) => (long)Database.HashGet(new SaleKeys(product).Sale, "reserved");

    async Task UntilRewrittenAsync()
    {
        while ((await _server.InfoRawAsync("persistence"))!.Contains("aof_rewrite_in_progress:1", StringComparison.Ordinal))
            await Task.Delay(100);
    }
}
