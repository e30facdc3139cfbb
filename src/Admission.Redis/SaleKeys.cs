using System.Buffers;
using FlashSale.Admission.Reservations;

namespace FlashSale.Admission;

/// <summary>
/// The Redis keys of one product: all under the hash tag {productId}, so that a script finds them in one slot of a cluster.
/// </summary>
readonly struct SaleKeys
{
    static readonly SearchValues<char> ProductIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>The hash tag with the colon that every key begins with.</summary>
    public string Tag { get; }

    /// <exception cref="ArgumentException">The id could break out of the hash tag.</exception>
    public SaleKeys(string productId)
    {
        if (productId.Length == 0 || productId.AsSpan().ContainsAnyExcept(ProductIdCharacters))
            throw new ArgumentException($"'{productId}' is not a product id.", nameof(productId));
        Tag = $"{{{productId}}}:";
    }

    /// <summary>Hash: the terms, what is available and reserved, version and epoch.</summary>
    public string Sale => Tag + "sale";

    /// <summary>Hash: order id to <see cref="OrderRecord"/>.</summary>
    public string Reservations => Tag + "reservations";

    /// <summary>Stream: the orders on their way to the broker.</summary>
    public string Intents => Tag + "intents";

    /// <summary>Stream: intents that could not be read, with the reason.</summary>
    public string Poison => Tag + "intents:poison";

    /// <summary>Hash: the requests that the sale's limit has counted in the last second that had any, and in the one before.</summary>
    public string Rate => Tag + "rate";

    /// <summary>String: when the address's bucket will be full (microseconds of Redis's clock); absent when it is.</summary>
    public string RateOfAddress(string address) => Tag + "rate:address:" + address;

    /// <summary>
    /// Hash: the buyer's units, when their bucket will be full (rate, microseconds of Redis's clock), and of each of their
    /// reservations the order id, under key:&lt;idempotency key&gt; or order:&lt;id&gt;. Without reservations it expires when the bucket is full.
    /// </summary>
    public string Buyer(string userId) => Tag + "buyer:" + userId;

    /// <summary>The field of <see cref="Buyer"/> that holds the live order of an idempotency key.</summary>
    public static string LiveKey(string key) => "key:" + key;

    /// <summary>
    /// String: the order that the idempotency key made, when it has ended unsold. The user's length keeps (a:b, c) and (a, b:c) apart.
    /// </summary>
    public string Ended(string userId, string key) => $"{Tag}ended:{userId.Length}:{userId}:{key}";
}
