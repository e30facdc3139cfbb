using FlashSale.Admission.Scripts;
using StackExchange.Redis;

namespace FlashSale.Admission.Reservations;

/// <summary>All live reservations of a sale, read in parts, so that Redis serves other calls in between.</summary>
public sealed class ReservationScan(RedisConnection redis)
{
    public const string Begin = "0";

    /// <summary>Reservations per call: Redis is occupied for about half a millisecond.</summary>
    const int Part = 250;

    /// <returns>Null when Redis does not carry the sale. Compare the epoch before using it.</returns>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<ReservationBooks?> LookAsync(string productId, CancellationToken cancellationToken)
    {
        var keys = new SaleKeys(productId);
        var reply = await redis.AskAsync(RedisScript.Reservations, [keys.Sale, keys.Intents], [], cancellationToken);
        if (reply.IsNull)
            return null;

        var values = reply.Items();
        var oldest = (long)values[5];
        return new(DateTimeOffset.FromUnixTimeMilliseconds((long)values[0]), (long)values[1], (long)values[2], (int)values[3], (int)values[4],
            oldest == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(oldest));
    }

    /// <summary>The next part. Each reservation that exists throughout the scan is returned, perhaps twice.</summary>
    /// <param name="cursor"><see cref="Begin"/>, then what the previous part returned; <see cref="Begin"/> again after the last.</param>
    /// <exception cref="FormatException">The sale holds something that admit.lua did not write.</exception>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<(string Cursor, IReadOnlyList<Reservation> Reservations)> ScanAsync(string productId, string cursor, CancellationToken cancellationToken)
    {
        var key = new SaleKeys(productId).Reservations;
        var reply = (await redis.AskAsync("HSCAN", database => database.ExecuteAsync("HSCAN", (RedisKey)key, cursor, "COUNT", Part), cancellationToken)).Items();
        return (reply[0].Text(), [.. reply[1].Texts().Chunk(2).Select(field => OrderRecord.ParseReservation(field[0], field[1]))]);
    }
}
