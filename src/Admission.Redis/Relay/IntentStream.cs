using FlashSale.Contracts;
using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>The order intents of one sale, as one member of the consumer group sees them. Never blocks the shared connection.</summary>
sealed class IntentStream(GateConnection redis, string productId, string consumer)
{
    const string Group = "relay";
    const string NotRead = ">";
    const string MineUnacknowledged = "0";

    readonly SaleKeys _keys = new(productId);

    public string ProductId => productId;

    /// <summary>Intents that nobody has read; they become pending for this consumer.</summary>
    public Task<IReadOnlyList<Intent>> ReadNewAsync(int count) => ReadAsync(NotRead, count);

    /// <summary>Intents that this consumer has read and not acknowledged.</summary>
    public Task<IReadOnlyList<Intent>> ReadPendingAsync(int count) => ReadAsync(MineUnacknowledged, count);

    /// <summary>Takes over intents that another consumer read and left for longer than <paramref name="idle"/>.</summary>
    public async Task<IReadOnlyList<Intent>> ClaimAsync(TimeSpan idle, int count)
    {
        var reply = await AskGroupAsync("XAUTOCLAIM", (RedisKey)_keys.Intents, Group, consumer, (long)idle.TotalMilliseconds, "0", "COUNT", count);
        return Parse(((RedisResult[])reply)[1]);
    }

    /// <summary>Removes intents that the broker has, from the group and from the stream.</summary>
    public Task AcknowledgeAsync(IEnumerable<string> entryIds) =>
        redis.AskAsync(LuaScript.Acknowledge, [_keys.Intents], [Group, .. entryIds.Select(id => (RedisValue)id)], CancellationToken.None);

    /// <summary>Moves an intent that cannot be read to the poison stream, with the reason.</summary>
    public Task SetAsideAsync(string entryId, string reason) =>
        redis.AskAsync(LuaScript.SetAside, [_keys.Intents, _keys.Poison], [Group, entryId, reason], CancellationToken.None);

    /// <returns>Intents waiting and the age of the oldest.</returns>
    public async Task<(long Waiting, TimeSpan Oldest)> BacklogAsync()
    {
        var reply = (long[])await redis.AskAsync(LuaScript.Backlog, [_keys.Intents], [], CancellationToken.None);
        return (reply[0], TimeSpan.FromMilliseconds(reply[1]));
    }

    async Task<IReadOnlyList<Intent>> ReadAsync(string from, int count)
    {
        var reply = await AskGroupAsync("XREADGROUP", "GROUP", Group, consumer, "COUNT", count, "STREAMS", (RedisKey)_keys.Intents, from);
        return reply.IsNull ? [] : Parse(((RedisResult[])((RedisResult[])reply)[0])[1]);
    }

    /// <summary>The group is made when it is missed: at the sale's first intent, or when Redis has lost its data.</summary>
    async Task<RedisResult> AskGroupAsync(string command, params object[] arguments)
    {
        try
        {
            return await redis.AskAsync(command, database => database.ExecuteAsync(command, arguments), CancellationToken.None);
        }
        catch (RedisServerException exception) when (RedisError.Is(exception, RedisError.NoGroup))
        {
            await CreateGroupAsync();
            return await redis.AskAsync(command, database => database.ExecuteAsync(command, arguments), CancellationToken.None);
        }
    }

    async Task CreateGroupAsync()
    {
        try
        {
            await redis.AskAsync("XGROUP", database => database.ExecuteAsync("XGROUP", "CREATE", (RedisKey)_keys.Intents, Group, "0", "MKSTREAM"),
                CancellationToken.None);
        }
        catch (RedisServerException exception) when (RedisError.Is(exception, RedisError.BusyGroup))
        {
            // A peer made it meanwhile.
        }
    }

    IReadOnlyList<Intent> Parse(RedisResult entries) => [.. ((RedisResult[])entries).Select(entry => Parse((RedisResult[])entry))];

    Intent Parse(RedisResult[] entry)
    {
        var id = (string)entry[0];
        if (entry[1].IsNull)
            return new Intent(id, null, null);
        try
        {
            var values = (string[])entry[1];
            return new Intent(id, Read(values), null);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return new Intent(id, null, exception.Message);
        }
    }

    OrderSubmitted Read(string[] values)
    {
        string? order = null, record = null;
        foreach (var field in values.Chunk(2))
        {
            if (string.Equals(field[0], "order", StringComparison.Ordinal))
                order = field[1];
            else if (string.Equals(field[0], "record", StringComparison.Ordinal))
                record = field[1];
        }

        return order is null || record is null
            ? throw new FormatException("No order or no record.")
            : OrderRecord.Parse(productId, order, record);
    }
}
