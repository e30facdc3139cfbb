using FlashSale.Admission.Reservations;
using FlashSale.Admission.Scripts;
using FlashSale.Contracts;
using StackExchange.Redis;

namespace FlashSale.Admission.Streams;

/// <summary>
/// The order intents of one sale, as one member of the consumer group sees them. What a member has read stays pending for it until it
/// acknowledges it or another member claims it. Never uses blocking reads, which would block the shared connection.
/// </summary>
/// <param name="redis">The process's connection.</param>
/// <param name="productId">The sale.</param>
/// <param name="consumer">The member's name, unique in the group.</param>
public sealed class IntentStream(RedisConnection redis, string productId, string consumer)
{
    const string Group = "relay";
    const string FromTheFirst = "0-0";

    /// <summary>A day in milliseconds; longer than any consumer waits before it claims.</summary>
    const long LongAgo = 86_400_000;

    readonly SaleKeys _keys = new(productId);

    /// <summary>The sale.</summary>
    public string ProductId => productId;

    /// <summary>Intents that no consumer has read; they become pending for this consumer.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply: they may be pending for this consumer all the same.</exception>
    public Task<IReadOnlyList<Intent>> ReadNewAsync(int count) => ReadAsync(StreamPosition.NewMessages, count);

    /// <summary>Intents that this consumer has read and not acknowledged.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public Task<IReadOnlyList<Intent>> ReadPendingAsync(int count) => ReadAsync(StreamPosition.Beginning, count);

    /// <summary>Takes over intents that another consumer read and left for longer than <paramref name="idle"/>.</summary>
    /// <inheritdoc cref="ReadNewAsync"/>
    public async Task<IReadOnlyList<Intent>> ClaimAsync(TimeSpan idle, int count)
    {
        var claimed = await AskGroupAsync("XAUTOCLAIM", database =>
            database.StreamAutoClaimAsync(_keys.Intents, Group, consumer, (long)idle.TotalMilliseconds, FromTheFirst, count));
        return Array.ConvertAll(claimed.ClaimedEntries, Parse);
    }

    /// <summary>Removes intents that the broker has confirmed from the group and from the stream.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply: acknowledge again.</exception>
    public Task AcknowledgeAsync(IEnumerable<string> entryIds) =>
        redis.AskAsync(RedisScript.Acknowledge, [_keys.Intents], [Group, .. entryIds.Select(id => (RedisValue)id)], CancellationToken.None);

    /// <summary>Lets other consumers claim at once what this one has read and not acknowledged: it reads nothing more.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply: they wait until this consumer has been idle for long enough.</exception>
    public Task GiveBackAsync(CancellationToken cancellationToken) =>
        redis.AskAsync(RedisScript.GiveBack, [_keys.Intents], [Group, consumer, LongAgo], cancellationToken);

    /// <summary>Moves an intent that cannot be read to the poison stream, with the reason.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply: set it aside again.</exception>
    public Task SetAsideAsync(string entryId, string reason) =>
        redis.AskAsync(RedisScript.SetAside, [_keys.Intents, _keys.Poison], [Group, entryId, reason], CancellationToken.None);

    /// <returns>Intents waiting and the age of the oldest.</returns>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<(long Waiting, TimeSpan Oldest)> BacklogAsync()
    {
        var reply = (await redis.AskAsync(RedisScript.Backlog, [_keys.Intents], [], CancellationToken.None)).Numbers();
        return (reply[0], TimeSpan.FromMilliseconds(reply[1]));
    }

    async Task<IReadOnlyList<Intent>> ReadAsync(RedisValue from, int count) =>
        Array.ConvertAll(await AskGroupAsync("XREADGROUP", database => database.StreamReadGroupAsync(_keys.Intents, Group, consumer, from, count)), Parse);

    /// <summary>Creates the group when it is missing: for a new sale, or when Redis has lost its data.</summary>
    async Task<T> AskGroupAsync<T>(string command, Func<IDatabase, Task<T>> call)
    {
        try
        {
            return await redis.AskAsync(command, call, CancellationToken.None);
        }
        catch (RedisServerException exception) when (RedisError.HasNoSuchGroup(exception))
        {
            await CreateGroupAsync();
            return await redis.AskAsync(command, call, CancellationToken.None);
        }
    }

    async Task CreateGroupAsync()
    {
        try
        {
            await redis.AskAsync("XGROUP", database => database.StreamCreateConsumerGroupAsync(_keys.Intents, Group, StreamPosition.Beginning, createStream: true),
                CancellationToken.None);
        }
        catch (RedisServerException exception) when (RedisError.HasGroupAlready(exception))
        {
            // Another instance created it in the meantime.
        }
    }

    Intent Parse(StreamEntry entry)
    {
        var id = entry.Id.ToString();
        // Deleted while it was pending.
        if (entry.Values is not { Length: > 0 })
            return new Intent(id, null, null);
        try
        {
            return new Intent(id, Read(entry), null);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return new Intent(id, null, exception.Message);
        }
    }

    OrderSubmitted Read(StreamEntry entry) => (string?)entry["order"] is { } order && (string?)entry["record"] is { } record
        ? OrderRecord.Parse(productId, order, record)
        : throw new FormatException("No order or no record.");
}
