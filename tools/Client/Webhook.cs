using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FlashSale.Client;

/// <summary>Signs as a payment provider does: Standard Webhooks, HMAC-SHA256 over id.timestamp.body.</summary>
/// <param name="secret">whsec_ and base64.</param>
public sealed class Webhook(string secret)
{
    readonly byte[] _key = Convert.FromBase64String(secret["whsec_".Length..]);

    public void Sign(HttpRequestMessage request, string id, byte[] body)
    {
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(HMACSHA256.HashData(_key, signed))}");
    }
}
