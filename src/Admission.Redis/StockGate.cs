using FlashSale.ServiceDefaults;

namespace FlashSale.Admission;

/// <summary>
/// What the ledger decided, told to Redis. Each may be told again at any time: only a live reservation is moved.
/// </summary>
public sealed class StockGate(GateConnection redis)
{
    /// <summary>An idempotency key whose order ends only after its lifetime still answers for this long.</summary>
    static readonly TimeSpan LeastRest = TimeSpan.FromMinutes(1);

    /// <summary>The order ended unpaid: its units are for sale again.</summary>
    /// <returns>Whether this call moved the units; false when the order has no live reservation (any more).</returns>
    /// <exception cref="SaleNotLoadedException">Redis is empty or being rebuilt: release again later.</exception>
    /// <exception cref="GateUnavailableException">Not asked, refused or not answered: release again.</exception>
    public Task<bool> ReleaseAsync(string productId, long epoch, Guid orderId, CancellationToken cancellationToken) =>
        EndAsync(LuaScript.Release, "released", productId, epoch, orderId, cancellationToken);

    /// <summary>The ledger rejected the order: its reservation goes, its units are not for sale again, for the ledger did not have them.</summary>
    /// <returns>Whether this call dropped the reservation.</returns>
    /// <exception cref="SaleNotLoadedException">Redis is empty or being rebuilt: drop again later.</exception>
    /// <exception cref="GateUnavailableException">Not asked, refused or not answered: drop again.</exception>
    public Task<bool> DropAsync(string productId, long epoch, Guid orderId, CancellationToken cancellationToken) =>
        EndAsync(LuaScript.Drop, "dropped", productId, epoch, orderId, cancellationToken);

    /// <summary>The order is sold: its reservation stays and counts against the purchase limit; its idempotency key may age.</summary>
    /// <returns>Whether the order has a reservation.</returns>
    /// <exception cref="SaleNotLoadedException">Redis is empty or being rebuilt: conclude again later.</exception>
    /// <exception cref="GateUnavailableException">Not asked, refused or not answered: conclude again.</exception>
    public Task<bool> ConcludeAsync(string productId, long epoch, Guid orderId, CancellationToken cancellationToken) =>
        EndAsync(LuaScript.Conclude, "concluded", productId, epoch, orderId, cancellationToken);

    async Task<bool> EndAsync(LuaScript script, string done, string productId, long epoch, Guid orderId, CancellationToken cancellationToken)
    {
        var keys = new SaleKeys(productId);
        var reply = (string)await redis.AskAsync(script, [keys.Sale, keys.Reservations],
        [
            epoch, $"{orderId:D}", keys.Tag,
            (long)SaleDefaults.IdempotencyKeyLifetime.TotalMilliseconds, (long)LeastRest.TotalMilliseconds,
        ], cancellationToken);
        return reply switch
        {
            "no-reservation" => false,
            "not-loaded" => throw new SaleNotLoadedException(productId, epoch),
            _ when string.Equals(reply, done, StringComparison.Ordinal) => true,
            _ => throw new InvalidOperationException($"{script.Name}.lua answered '{reply}'."),
        };
    }
}
