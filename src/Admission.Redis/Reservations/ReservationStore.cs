using FlashSale.Admission.OlderData;
using FlashSale.Admission.Sales;
using FlashSale.Admission.Scripts;

namespace FlashSale.Admission.Reservations;

/// <summary>
/// Ends the reservations of unsold orders in Redis. Each call may be repeated at any time: only a live reservation is ended. Redis need not
/// be told about sold orders: their reservations stay, and count against the purchase limit.
/// </summary>
public sealed class ReservationStore(RedisConnection redis)
{
    /// <summary>If an order ends after the lifetime of its idempotency key, the key is still kept for this long.</summary>
    internal static readonly TimeSpan LeastRest = TimeSpan.FromMinutes(1);

    /// <summary>The order ended unpaid: its units are for sale again.</summary>
    /// <returns>Whether this call moved the units; false when the order has no live reservation (any more).</returns>
    /// <exception cref="SaleNotLoadedException">Redis is empty, older than was seen, or being rebuilt: release again later.</exception>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply: release again.</exception>
    public Task<bool> ReleaseAsync(string productId, long epoch, Guid orderId, CancellationToken cancellationToken) =>
        EndAsync("release", productId, epoch, orderId, cancellationToken);

    /// <summary>The ledger rejected the order: its reservation is deleted, and its units are not for sale again, because the ledger did not have them.</summary>
    /// <returns>Whether this call dropped the reservation.</returns>
    /// <exception cref="SaleNotLoadedException">Redis is empty, older than was seen, or being rebuilt: drop again later.</exception>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply: drop again.</exception>
    public Task<bool> DropAsync(string productId, long epoch, Guid orderId, CancellationToken cancellationToken) =>
        EndAsync("drop", productId, epoch, orderId, cancellationToken);

    async Task<bool> EndAsync(string how, string productId, long epoch, Guid orderId, CancellationToken cancellationToken)
    {
        var keys = new SaleKeys(productId);
        var server = await redis.ServerAsync();
        var reply = redis.Seen.Learn(productId, epoch, (await redis.AskAsync(RedisScript.EndReservation, [keys.Sale, keys.Reservations],
        [
            epoch, $"{orderId:D}", keys.Tag,
            (long)SaleDefaults.IdempotencyKeyLifetime.TotalMilliseconds, (long)LeastRest.TotalMilliseconds, how, server, redis.Seen.In(productId, epoch),
        ], cancellationToken)).Items());
        return reply switch
        {
            "no-reservation" => false,
            "not-loaded" or SeenSequences.Unconfirmed or SeenSequences.Behind => throw new SaleNotLoadedException(productId, epoch),
            "ended" => true,
            _ => throw new InvalidOperationException($"{RedisScript.EndReservation.Name}.lua answered '{reply}'."),
        };
    }
}
