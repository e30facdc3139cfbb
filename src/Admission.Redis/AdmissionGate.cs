using System.Collections.Concurrent;

namespace FlashSale.Admission;

/// <summary>The door to a sale: one script in Redis decides a request in one round trip, which concurrent requests share.</summary>
public sealed class AdmissionGate(GateConnection redis)
{
    readonly ConcurrentDictionary<string, AdmissionQueue> _queues = new(StringComparer.Ordinal);

    /// <summary>
    /// Decides the request. Does not throw for anything that Redis or the network do: see <see cref="AdmissionOutcome"/>.
    /// </summary>
    /// <exception cref="ArgumentException">User id, idempotency key or address is malformed, or the quantity is not positive: callers check before.</exception>
    /// <exception cref="OperationCanceledException">The caller left; the order may have been admitted.</exception>
    public Task<AdmissionReply> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        Validate(request);
        if (!redis.IsOpen)
            return Task.FromResult(new AdmissionReply(AdmissionOutcome.Unreachable, request.OrderId));
        // Without Redis's clock there is no deadline.
        var reply = redis.Clock.IsKnown ? Queue(request) : AskWhenTimeIsKnownAsync(request);
        return reply.WaitAsync(cancellationToken);
    }

    /// <returns>Whether Redis has told its time, without which no request can be decided. Asks it if need be.</returns>
    public Task<bool> HasRedisTimeAsync() => redis.LearnClockAsync();

    async Task<AdmissionReply> AskWhenTimeIsKnownAsync(AdmissionRequest request) =>
        await redis.LearnClockAsync() ? await Queue(request) : new(AdmissionOutcome.Unreachable, request.OrderId);

    Task<AdmissionReply> Queue(AdmissionRequest request) => _queues.GetOrAdd(request.ProductId, static (_, redis) => new(redis), redis).AskAsync(request);

    static void Validate(AdmissionRequest request)
    {
        if (request.Quantity <= 0)
            throw new ArgumentException("A quantity is positive.", nameof(request));
        // They become parts of key names and lines of records.
        if (!IsVisibleAscii(request.UserId) || (request.IdempotencyKey is { } key && !IsVisibleAscii(key)) || (request.Address is { } address && !IsVisibleAscii(address)))
            throw new ArgumentException("User id, idempotency key and address are 1 to 128 visible ASCII characters.", nameof(request));
    }

    static bool IsVisibleAscii(string value) => value.Length is >= 1 and <= 128 && !value.AsSpan().ContainsAnyExceptInRange('!', '~');
}
