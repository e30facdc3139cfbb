using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>The door to a sale: one script in Redis decides a request in one round trip.</summary>
public sealed class AdmissionGate(GateConnection redis)
{
    /// <summary>
    /// Decides the request. Does not throw for anything that Redis or the network do: see <see cref="AdmissionOutcome"/>.
    /// </summary>
    /// <exception cref="ArgumentException">User id, idempotency key or address is malformed, or the quantity is not positive: callers check before.</exception>
    /// <exception cref="OperationCanceledException">The caller left; the order may have been admitted.</exception>
    public async Task<AdmissionReply> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        Validate(request);
        var asked = redis.Now;
        // Without Redis's clock there is no deadline, and nothing was asked for yet.
        if (!redis.IsOpen || !await redis.LearnClockAsync())
            return new AdmissionReply(AdmissionOutcome.Unreachable, request.OrderId);

        var sent = redis.Now;
        try
        {
            var answer = (RedisResult[])await redis.RunAsync(
                LuaScript.Admit, AdmitCall.KeysOf([request]), AdmitCall.ValuesOf([request], [redis.Clock.Deadline(asked, GateConnection.Patience)]),
                redis.PatienceLeft(asked), cancellationToken);
            redis.Clock.Learn(AdmitCall.TimeOf(answer), sent, redis.Now);
            return AdmitCall.ReplyTo(request, answer);
        }
        catch (GateUnavailableException)
        {
            return new AdmissionReply(AdmissionOutcome.Unreachable, request.OrderId);
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
