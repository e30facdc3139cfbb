using System.Collections.Concurrent;
using Npgsql;
using StackExchange.Redis;

namespace FlashSale.Chaos.Oracle;

/// <summary>
/// Compares Redis with the ledger while the run goes on. The stores are read one after the other, so Redis may show what was
/// released between the two reads of the ledger; anything beyond that would be sold twice. Once a second it looks for orders that nobody would
/// come back to.
/// </summary>
/// <param name="redisIsOlder">Whether the scenario has put older data into Redis, which then shows units that it must not sell.</param>
sealed class Watch(Observer observer, string productId, int total, Func<bool> redisIsOlder)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    const int SamplesALook = 5;

    readonly ConcurrentQueue<string> _violations = new();
    readonly ConcurrentDictionary<Guid, string> _silent = new();
    int _samples;
    int _rounds;

    public IReadOnlyDictionary<Guid, string> Silent => _silent;

    public IReadOnlyList<string> Violations => [.. _violations];

    public int Samples => _samples;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (_rounds++ % SamplesALook == 0)
                    await ListenAsync();
                if (!redisIsOlder())
                    await SampleAsync();
            }
            catch (Exception exception) when (exception is NpgsqlException or RedisException or TimeoutException or InvalidOperationException)
            {
                // A server is away, which is what this run is for.
            }

            await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task ListenAsync()
    {
        foreach (var (order, state) in await observer.Database.AskAsync("silent_orders", row => (row.GetGuid(0), row.GetString(1)), productId))
            _silent.TryAdd(order, state);
    }

    async Task SampleAsync()
    {
        var before = await LedgerAsync(long.MaxValue);
        if (await observer.Redis.CountsAsync(productId) is not { } redis)
            return;
        var after = await LedgerAsync(before.Last);
        // It may have begun meanwhile.
        if (redisIsOlder())
            return;
        _samples++;
        if (redis.Available < 0 || redis.Available + redis.Reserved > total)
            _violations.Enqueue($"Redis had {redis.Available} for sale and {redis.Reserved} reserved of {total} at {DateTimeOffset.UtcNow:HH:mm:ss.fff}.");
        if (redis.Available > before.Available + after.Released)
            _violations.Enqueue($"Redis had {redis.Available} for sale at {DateTimeOffset.UtcNow:HH:mm:ss.fff}, the ledger {before.Available} and {after.Released} released meanwhile.");
    }

    async Task<(int Available, long Last, int Released)> LedgerAsync(long since) =>
        (await observer.Database.AskAsync("ledger_at_a_moment", row => (row.GetInt32(0), row.GetInt64(1), row.GetInt32(2)), productId, since))[0];
}
