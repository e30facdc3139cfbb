using StackExchange.Redis;

namespace FlashSale.Chaos.Oracle;

/// <summary>Redis, read past all services and proxies.</summary>
sealed class RedisReader(string address) : IDisposable
{
    readonly ConnectionMultiplexer _redis = ConnectionMultiplexer.Connect($"{address},abortConnect=false,connectTimeout=2000,syncTimeout=5000");

    /// <returns>Null when Redis does not hold the sale.</returns>
    public async Task<Evidence.RedisBooks?> ReadAsync(string productId)
    {
        var database = _redis.GetDatabase();
        if (await CountsAsync(productId) is not { } counts)
            return null;
        var reservations = (await database.HashGetAllAsync($"{{{productId}}}:reservations"))
            .ToDictionary(field => Guid.Parse(field.Name.ToString()), field => int.Parse(field.Value.ToString().Split('\n')[0]));
        var prefix = $"{{{productId}}}:buyer:";
        var buyers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var key in _redis.GetServer(_redis.GetEndPoints()[0]).Keys(pattern: $"{prefix}*", pageSize: 1000))
        {
            // A buyer who was only refused has a bucket and no units.
            if (await database.HashGetAsync(key, "units") is { IsNull: false } units)
                buyers[key.ToString()[prefix.Length..]] = (int)units;
        }

        return new(counts.Available, counts.Reserved, reservations, buyers, await LengthAsync($"{{{productId}}}:intents"), await LengthAsync($"{{{productId}}}:intents:poison"));
    }

    /// <summary>False while this connection has to come back first.</summary>
    public async Task<bool> AnswersAsync()
    {
        try
        {
            await Within(_redis.GetDatabase().PingAsync());
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Both at one moment.</summary>
    public async Task<(int Available, int Reserved)?> CountsAsync(string productId)
    {
        var values = await Within(_redis.GetDatabase().HashGetAsync($"{{{productId}}}:sale", [(RedisValue)"available", "reserved"]));
        return values[0].IsNull ? null : ((int)values[0], (int)values[1]);
    }

    public async Task<int> IntentsWaitingAsync(string productId) => await LengthAsync($"{{{productId}}}:intents");

    /// <summary>Order ids in the stream: admitted, and not relayed.</summary>
    public async Task<IReadOnlyList<Guid>> IntentsAsync(string productId)
    {
        var entries = await Within(_redis.GetDatabase().StreamRangeAsync($"{{{productId}}}:intents"));
        return [.. entries.Select(entry => Guid.Parse(entry["order"].ToString()))];
    }

    public void Dispose() => _redis.Dispose();

    async Task<int> LengthAsync(string stream) => (int)await Within(_redis.GetDatabase().StreamLengthAsync(stream));

    static Task<T> Within<T>(Task<T> call) => call.WaitAsync(TimeSpan.FromSeconds(5));
}
