using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>The door to a sale: one script in Redis decides a request in one round trip.</summary>
public sealed class AdmissionGate(GateConnection redis)
{
    /// <summary>
    /// Decides the request. Does not throw for anything that Redis or the network do: see <see cref="AdmissionOutcome"/>.
    /// </summary>
    /// <exception cref="ArgumentException">User id or idempotency key is malformed, or the quantity is not positive: callers check before.</exception>
    /// <exception cref="OperationCanceledException">The caller left; the order may have been admitted.</exception>
    public async Task<AdmissionReply> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        Validate(request);
        // Without Redis's clock there is no deadline, and nothing was asked for yet.
        if (!await redis.LearnClockAsync())
            return new AdmissionReply(AdmissionOutcome.Unreachable, request.OrderId);

        var keys = new SaleKeys(request.ProductId);
        var key = request.IdempotencyKey;
        RedisKey[] names = key is null
            ? [keys.Sale, keys.Reservations, keys.Buyer(request.UserId), keys.Intents]
            : [keys.Sale, keys.Reservations, keys.Buyer(request.UserId), keys.Intents, keys.Idempotency(request.UserId, key)];

        var sent = redis.Now;
        try
        {
            var reply = (RedisResult[])await redis.RunAsync(LuaScript.Admit, names,
            [
                request.Epoch, redis.Clock.Deadline(sent, GateConnection.Patience), $"{request.OrderId:D}", request.UserId, request.Quantity,
                key ?? "", key is null ? "" : HashOf(request), request.Email ?? "",
            ], cancellationToken);
            redis.Clock.Learn((long)reply[1], sent, redis.Now);
            return Read(request, reply);
        }
        catch (RedisConnectionException exception) when (exception.FailureType == ConnectionFailureType.UnableToResolvePhysicalConnection)
        {
            // There was no connection to write to. A connection that broke later leaves the outcome unknown.
            return new AdmissionReply(AdmissionOutcome.Unreachable, request.OrderId);
        }
        catch (RedisServerException exception) when (RedisError.RefusesToServe(exception))
        {
            return new AdmissionReply(AdmissionOutcome.Unreachable, request.OrderId);
        }
        catch (Exception exception) when (exception is RedisConnectionException or TimeoutException)
        {
            return new AdmissionReply(AdmissionOutcome.Unknown, request.OrderId);
        }
    }

    static AdmissionReply Read(AdmissionRequest request, RedisResult[] reply)
    {
        var outcome = (string)reply[0] switch
        {
            "accepted" => AdmissionOutcome.Accepted,
            "replayed" => AdmissionOutcome.Replayed,
            "idempotency-key-reused" => AdmissionOutcome.IdempotencyKeyReused,
            "sale-not-open" => AdmissionOutcome.SaleNotOpen,
            "sale-closed" => AdmissionOutcome.SaleClosed,
            "sale-paused" => AdmissionOutcome.SalePaused,
            "purchase-limit" => AdmissionOutcome.PurchaseLimit,
            "sold-out" => AdmissionOutcome.SoldOut,
            "not-loaded" => AdmissionOutcome.NotLoaded,
            "late" => AdmissionOutcome.Late,
            var other => throw new InvalidOperationException($"admit.lua answered '{other}'."),
        };
        if (reply.Length == 2)
            return new AdmissionReply(outcome, request.OrderId);

        var order = OrderRecord.Parse(request.ProductId, (string)reply[2], (string)reply[3]);
        return new AdmissionReply(outcome, order.OrderId, order);
    }

    /// <summary>Over the parsed values with their defaults, so that {} and {"quantity":1} are the same request.</summary>
    static string HashOf(AdmissionRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.ProductId}\n{request.Quantity}\n{request.Email}")));

    static void Validate(AdmissionRequest request)
    {
        if (request.Quantity <= 0)
            throw new ArgumentException("A quantity is positive.", nameof(request));
        // They become parts of key names and lines of records.
        if (!IsVisibleAscii(request.UserId) || (request.IdempotencyKey is { } key && !IsVisibleAscii(key)))
            throw new ArgumentException("User id and idempotency key are 1 to 128 visible ASCII characters.", nameof(request));
    }

    static bool IsVisibleAscii(string value) => value.Length is >= 1 and <= 128 && !value.AsSpan().ContainsAnyExceptInRange('!', '~');
}
