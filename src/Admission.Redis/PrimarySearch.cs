using FlashSale.Admission.Scripts;
using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>
/// Looks for a server that takes writes where one is that does not: the replica may be promoted, or its address may lead to another server by now,
/// which a connection that stays open never finds out.
/// </summary>
sealed class PrimarySearch(string address, TimeProvider clock)
{
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>Connects anew until a primary answers.</summary>
    /// <exception cref="OperationCanceledException">The search is over.</exception>
    public async Task<ConnectionMultiplexer> FindAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryAsync() is { } primary)
                return primary;
            await Task.Delay(Every, clock, cancellationToken);
        }
    }

    async Task<ConnectionMultiplexer?> TryAsync()
    {
        ConnectionMultiplexer? found = null;
        try
        {
            found = await ConnectionMultiplexer.ConnectAsync(RedisConnectionOptions.ForSearch(address));
            if (RedisConnection.ServerIn(await RedisScript.Server.RunAsync(found.GetDatabase(), [], [])).Server is not null)
                return found;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // It is not there yet: the next try.
        }

        if (found is not null)
            await found.DisposeAsync();
        return null;
    }
}
