using FlashSale.Admission.Scripts;

namespace FlashSale.Admission.Streams;

/// <summary>Asks Redis how many orders a sale has admitted.</summary>
public sealed class AdmittedOrdersQuery(RedisConnection redis)
{
    /// <returns>Null when Redis does not carry the sale. Compare the epoch before using it.</returns>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<AdmittedOrders?> CountAsync(string productId, CancellationToken cancellationToken)
    {
        var keys = new SaleKeys(productId);
        var reply = await redis.AskAsync(RedisScript.Admitted, [keys.Sale, keys.Intents], [], cancellationToken);
        if (reply.IsNull)
            return null;

        var values = reply.Items();
        return new((long)values[0], DateTimeOffset.FromUnixTimeMilliseconds((long)values[1]), (long)values[2], (long)values[3]);
    }
}
