using System.Collections.Concurrent;

namespace FlashSale.Admission.Admit;

/// <summary>Admission to a sale: one script in Redis decides each request; concurrent requests share one round trip.</summary>
public sealed class OrderAdmission(RedisConnection redis)
{
    readonly ConcurrentDictionary<string, AdmissionQueue> _queues = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, BuyerQueue> _buyers = new(StringComparer.Ordinal);

    /// <summary>
    /// Decides the request. Does not throw for faults of Redis or the network: see <see cref="AdmissionOutcome"/>.
    /// </summary>
    /// <exception cref="ArgumentException">User id, idempotency key or address is malformed, or the quantity is not positive; callers must check them first.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; the order may have been admitted.</exception>
    public Task<AdmissionReply> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        Validate(request);
        if (!redis.IsOpen)
            return Task.FromResult(new AdmissionReply(AdmissionOutcome.Unreachable, request.OrderId));
        // Until Redis's clock is known, no deadline can be computed; until the server is, no sale's data is believed.
        var reply = redis.KnowsServer ? Queue(request) : AskWhenTimeIsKnownAsync(request);
        return reply.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Looks up the orders of a buyer who is about to be refused. A buyer who has none can be refused by what is known about the sale.
    /// Does not throw for faults of Redis or the network.
    /// </summary>
    /// <param name="productId">The sale.</param>
    /// <param name="epoch">The sale's epoch, as the caller knows it.</param>
    /// <param name="userId">The buyer.</param>
    /// <param name="key">Idempotency key.</param>
    /// <param name="asked">The local moment (<see cref="TimeProvider.GetTimestamp"/>) since when the buyer has been waiting.</param>
    public Task<OrdersFound> LookForOrdersAsync(string productId, long epoch, string userId, string key, long asked) => redis.IsConnected
        ? _buyers.GetOrAdd(productId, static (productId, redis) => new(redis, productId), redis).AskAsync(new(epoch, userId, key), asked)
        : Task.FromResult(OrdersFound.OfTheKey);

    /// <returns>Whether Redis's time is known, without which no request can be decided. Asks for it if necessary.</returns>
    public Task<bool> HasRedisTimeAsync() => redis.LearnClockAsync();

    async Task<AdmissionReply> AskWhenTimeIsKnownAsync(AdmissionRequest request) =>
        await redis.LearnClockAsync() ? await Queue(request) : new(AdmissionOutcome.Unreachable, request.OrderId);

    Task<AdmissionReply> Queue(AdmissionRequest request) => _queues.GetOrAdd(request.ProductId, static (_, redis) => new(redis), redis).AskAsync(request, request.Asked ?? redis.Now);

    static void Validate(AdmissionRequest request)
    {
        if (request.Quantity <= 0)
            throw new ArgumentException("A quantity is positive.", nameof(request));
        // They become part of key names and of line-based records.
        if (!IsVisibleAscii(request.UserId) || (request.IdempotencyKey is { } key && !IsVisibleAscii(key)) || (request.Address is { } address && !IsVisibleAscii(address)))
            throw new ArgumentException("User id, idempotency key and address are 1 to 128 visible ASCII characters.", nameof(request));
    }

    static bool IsVisibleAscii(string value) => value.Length is >= 1 and <= 128 && !value.AsSpan().ContainsAnyExceptInRange('!', '~');
}
