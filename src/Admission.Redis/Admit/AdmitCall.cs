using System.Security.Cryptography;
using System.Text;
using FlashSale.Admission.OlderData;
using StackExchange.Redis;

namespace FlashSale.Admission.Admit;

/// <summary>The arguments of admit.lua, and its reply. It takes any number of requests of one product and epoch per call.</summary>
static class AdmitCall
{
    const int ValuesOfCall = 3;
    const int ValuesOfRequest = 8;

    /// <summary>In bytes. 128 bits suffice to tell values apart, and they are written three times per order.</summary>
    const int HashLength = 16;

    public static RedisKey[] KeysOf(ReadOnlySpan<AdmissionRequest> requests)
    {
        var sale = new SaleKeys(requests[0].ProductId);
        var keys = new List<RedisKey>(4 + (3 * requests.Length)) { sale.Sale, sale.Reservations, sale.Intents, sale.Rate };
        foreach (var request in requests)
        {
            keys.Add(sale.Buyer(request.UserId));
            if (request.IdempotencyKey is { } key)
                keys.Add(sale.Ended(request.UserId, key));
            if (request.Address is { } address)
                keys.Add(sale.RateOfAddress(address));
        }

        return [.. keys];
    }

    /// <param name="requests">Requests for one product, in one epoch.</param>
    /// <param name="deadlines">The deadline of each request, in ms by Redis's clock.</param>
    /// <param name="server">The server that Redis is.</param>
    /// <param name="seen">The highest sequence that was seen in this epoch.</param>
    public static RedisValue[] ValuesOf(ReadOnlySpan<AdmissionRequest> requests, ReadOnlySpan<long> deadlines, string server, long seen)
    {
        var values = new RedisValue[ValuesOfCall + (ValuesOfRequest * requests.Length)];
        (values[0], values[1], values[2]) = (requests[0].Epoch, server, seen);
        for (var index = 0; index < requests.Length; index++)
        {
            var (request, at) = (requests[index], ValuesOfCall + (ValuesOfRequest * index));
            values[at] = deadlines[index];
            values[at + 1] = request.OrderId.ToString("D");
            values[at + 2] = request.UserId;
            values[at + 3] = request.Quantity;
            values[at + 4] = request.Email ?? "";
            values[at + 5] = request.IdempotencyKey ?? "";
            values[at + 6] = request.IdempotencyKey is null ? "" : HashOf(request);
            values[at + 7] = request.Address ?? "";
        }

        return values;
    }

    /// <summary>When Redis ran the call, in ms by its clock.</summary>
    public static long TimeOf(RedisResult[] answer) => (long)answer[0];

    /// <summary>The sale's sequence after the call; null when its data was not decided by.</summary>
    public static long? SequenceOf(RedisResult[] answer) => (long?)answer[1];

    /// <summary>The sale's data is behind what this process has seen, or nobody has confirmed it on this server.</summary>
    public static bool IsDoubtful(RedisResult[] answer) => answer[1].IsNull && SeenSequences.IsDoubt(answer[2].Items()[0].Text());

    /// <summary>The reply to the request with this index in the call.</summary>
    /// <exception cref="InvalidOperationException">The script failed for this request, or returned an outcome that this code does not know.</exception>
    public static AdmissionReply ReplyTo(AdmissionRequest request, RedisResult[] answer, int index = 0)
    {
        var reply = answer[index + 2].Items();
        return reply[0].Text() switch
        {
            "accepted" => new(AdmissionOutcome.Accepted, request.OrderId) { ProductId = request.ProductId, Record = reply[1].Text() },
            "replayed" => new(AdmissionOutcome.Replayed, Guid.ParseExact(reply[2].Text(), "D")) { ProductId = request.ProductId, Record = reply[1].Text() },
            "idempotency-key-reused" => new(AdmissionOutcome.IdempotencyKeyReused, request.OrderId),
            "rate-limited" => new(AdmissionOutcome.RateLimited, request.OrderId, new(
                reply[1].Text(), (int)reply[2], (int)reply[3], TimeSpan.FromMilliseconds((long)reply[4]))),
            "sale-not-open" => new(AdmissionOutcome.SaleNotOpen, request.OrderId),
            "sale-closed" => new(AdmissionOutcome.SaleClosed, request.OrderId),
            "sale-paused" => new(AdmissionOutcome.SalePaused, request.OrderId),
            "purchase-limit" => new(AdmissionOutcome.PurchaseLimit, request.OrderId),
            "sold-out" => new(AdmissionOutcome.SoldOut, request.OrderId),
            "not-loaded" or SeenSequences.Unconfirmed or SeenSequences.Behind => new(AdmissionOutcome.NotLoaded, request.OrderId),
            "late" => new(AdmissionOutcome.Late, request.OrderId),
            "failed" => throw new InvalidOperationException($"admit.lua failed: {reply[1].Text()}"),
            var other => throw new InvalidOperationException($"admit.lua answered '{other}'."),
        };
    }

    /// <summary>Over the parsed values with their defaults, so that {} and {"quantity":1} are the same request.</summary>
    static string HashOf(AdmissionRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.ProductId}\n{request.Quantity}\n{request.Email}")).AsSpan(0, HashLength));
}
