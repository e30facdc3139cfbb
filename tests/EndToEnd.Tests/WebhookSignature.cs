using System.Security.Cryptography;
using System.Text;

namespace FlashSale.EndToEnd.Tests;

/// <summary>Signs as the Standard Webhooks specification says: v1, base64 of HMAC-SHA256 over id.timestamp.body.</summary>
static class WebhookSignature
{
    public static IEnumerable<(string Name, string Value)> Headers(string secret, string body)
    {
        var id = $"msg_{Guid.NewGuid():N}";
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
        return [("webhook-id", id), ("webhook-timestamp", $"{timestamp}"), ("webhook-signature", $"v1,{signature}")];
    }
}
