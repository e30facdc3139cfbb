using FlashSale.Admission.Scripts;

namespace FlashSale.Admission.OlderData;

/// <summary>
/// Confirms the data of sales on a server that was started or promoted: until then it decides nothing, because it may be a copy from before. Whoever
/// confirms has asked all who may have seen more.
/// </summary>
public sealed class SaleConfirmation(RedisConnection redis)
{
    /// <summary>What this process has seen.</summary>
    public SeenSequences Seen => redis.Seen;

    /// <summary>Asks Redis which server it is. A replica is left: the connection goes to a primary as soon as one answers at the address.</summary>
    /// <returns>The server by its replication id, which no other start and no other promotion has; null when no primary answers.</returns>
    public Task<string?> FindServerAsync() => redis.FindServerAsync();

    /// <summary>Confirms the sale's data on this server, unless it is older than the highest sequence that this process has seen or been told.</summary>
    /// <param name="server">As <see cref="FindServerAsync"/> answered before all others were asked.</param>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply: confirm again.</exception>
    public async Task<ConfirmSaleOutcome> ConfirmAsync(string productId, long epoch, string server, CancellationToken cancellationToken)
    {
        var reply = await redis.AskAsync(RedisScript.ConfirmSale, [new SaleKeys(productId).Sale], [epoch, server, redis.Seen.In(productId, epoch)], cancellationToken);
        return reply.Text() switch
        {
            "confirmed" => ConfirmSaleOutcome.Confirmed,
            "behind" => ConfirmSaleOutcome.Behind,
            "not-loaded" => ConfirmSaleOutcome.NotLoaded,
            var other => throw new InvalidOperationException($"confirm_sale.lua answered '{other}'."),
        };
    }
}
