using System.Security.Cryptography;
using System.Text;

namespace FlashSale.Ordering.Api.Shop.Payments;

/// <summary>The key shared with the payment provider, and signatures made with it: Standard Webhooks, HMAC-SHA256 over id.timestamp.body.</summary>
public sealed class WebhookSecret
{
    const string Prefix = "whsec_";
    const string Version = "v1,";

    readonly byte[] _key;

    WebhookSecret(byte[] key) => _key = key;

    /// <exception cref="InvalidOperationException">Not whsec_ and base64 of 24 to 64 bytes.</exception>
    public static WebhookSecret Parse(string? text)
    {
        var key = new byte[64];
        return text is not null && text.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[Prefix.Length..], key, out var length) && length >= 24
            ? new(key[..length])
            : throw new InvalidOperationException("FLASHSALE_WEBHOOK_SECRET is not whsec_ followed by base64 of 24 to 64 bytes.");
    }

    /// <returns>One signature, v1 and base64, as it stands in the webhook-signature header.</returns>
    public string Sign(string id, string timestamp, ReadOnlySpan<byte> body) => Version + Convert.ToBase64String(Mac(id, timestamp, body));

    /// <summary>Whether one of the header's space-separated signatures is ours. Every one is compared in full.</summary>
    public bool Verifies(string id, string timestamp, ReadOnlySpan<byte> body, string signatures)
    {
        var expected = Mac(id, timestamp, body);
        var found = false;
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var range in signatures.AsSpan().Split(' '))
        {
            var signature = signatures.AsSpan()[range];
            // The length is known beforehand: base64 of anything else is not decoded.
            if (signature.Length == Version.Length + 44 && signature.StartsWith(Version, StringComparison.Ordinal)
                && Convert.TryFromBase64Chars(signature[Version.Length..], given, out var length))
                found |= CryptographicOperations.FixedTimeEquals(given[..length], expected);
        }

        return found;
    }

    byte[] Mac(string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
